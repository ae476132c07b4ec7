import type { Identity } from './shot/identity.ts';
import type { Shot } from './shot/shot.ts';

/** The ground truth of a swap A→B for one shot of A: what a perfect swap would give. */
export interface AnswerKey {
  /**
   * The frame key's shot: A's shot with B's inner face in A's hair, ears, glasses and clothes. What the
   * converted frame should show.
   */
  readonly frame: Shot;
  /**
   * The crop key's shot: B under A's performance and capture. Cropped by B's own landmarks, it is what
   * decoder B should predict from A's crop.
   */
  readonly crop: Shot;
}

/**
 * `face`'s inner face on `wearer`'s head: the wearer's hair, ears, glasses, clothes and skin of the neck
 * stay.
 */
export const faceOn = (wearer: Identity, face: Identity): Identity => ({
  ...face,
  hair: wearer.hair,
  ears: wearer.ears,
  glasses: wearer.glasses,
  body: wearer.body,
});

/**
 * The answer key of the swap from the person in `shotOfA` to `identityB`. If B is A, both shots are A's own.
 */
export const answerKey = (shotOfA: Shot, identityB: Identity): AnswerKey => ({
  frame: { ...shotOfA, identity: faceOn(shotOfA.identity, identityB) },
  crop: { ...shotOfA, identity: identityB },
});
