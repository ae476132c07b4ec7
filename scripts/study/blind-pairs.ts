import { createHash } from 'node:crypto';
import { FIRST_CROWD_SEED } from '../../src/pipeline/people.ts';

/**
 * The commit that froze the recipe: presets, settings and pretrained networks. Who is drawn to judge it follows
 * from its hash, so nobody could have chosen the recipe by them, nor them by the recipe. After a change of the
 * recipe, put the hash of the commit that makes it here: other people will judge.
 */
export const RECIPE = '8625a3293b4c9ad9b5003b5889c4b3f7dc29ac40';

/** Whether a recipe has been frozen: before, nobody may see who will judge it. */
export const isFrozen = !/^0+$/.test(RECIPE);

const PAIRS = 12;

/** The seed of one of the people whom a commit draws: the first 32 bits of a SHA-256, below the crowd's seeds. */
export const blindSeed = (commit: string, person: number): number =>
  createHash('sha256').update(`${commit} ${person}`).digest().readUInt32BE(0) % FIRST_CROWD_SEED;

/** Pairs of people whom nobody had looked at when the recipe was frozen. */
export const blindPairs: readonly (readonly [a: string, b: string])[] = Array.from(
  { length: PAIRS },
  (_, pair) => [`seed:${blindSeed(RECIPE, 2 * pair)}`, `seed:${blindSeed(RECIPE, 2 * pair + 1)}`] as const,
);
