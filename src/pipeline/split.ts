import { shotOf, type Manifest } from '../clips/manifest.ts';
import { InputError } from '../errors.ts';
import { answerKey } from '../faces/answer-key.ts';
import { take, subset, type FaceDataset } from '../train/face-dataset.ts';
import type { ValidationSet } from '../train/validate.ts';
import { renderKeys, type RenderKeysOptions } from './render-keys.ts';

/** Faces of each swap that a training looks at now and then. */
const MOST_FACES = 16;
/** Part of a clip that is held out, at the least. */
const PART = 0.1;

/** People to train on, and faces of theirs that are not trained on. */
export interface Split {
  readonly people: readonly FaceDataset[];
  /** Of each person, to be swapped to the next; the last one's to the first. */
  readonly validation: readonly ValidationSet[];
}

/**
 * Holds out the end of each clip, from the start of the take in which its last tenth begins: faces under lights that no decoder was
 * trained on. (A clip of a few long takes gives up as many of its frames as that takes.)
 * @param sets the faces of all frames of the clips.
 * @throws InputError for a clip of a single frame.
 */
export async function holdOut(
  sets: readonly FaceDataset[],
  manifests: readonly Manifest[],
  rendering?: RenderKeysOptions,
): Promise<Split> {
  const networks = sets.map((set, person) => {
    const trained = firstHeldOut(manifests[person]);
    const rest = Array.from({ length: set.count - trained }, (_, i) => trained + i);
    const step = Math.max(1, rest.length / MOST_FACES);
    const chosen = Array.from(
      { length: Math.min(MOST_FACES, rest.length) },
      (_, i) => rest[Math.floor(i * step)],
    );
    return { people: take(set, trained), chosen };
  });
  const validation = await Promise.all(
    sets.map(async (set, source): Promise<ValidationSet> => {
      const target = (source + 1) % sets.length;
      const { chosen } = networks[source];
      const { identity } = manifests[target];
      const shots = chosen.map((frame) => answerKey(shotOf(manifests[source], frame), identity).crop);
      const keys = await renderKeys(shots, manifests[source].size, set.side, rendering);
      const area = set.side * set.side;
      const keyPixels = new Uint8Array(3 * area * keys.length);
      const keyMasks = new Uint8Array(area * keys.length);
      keys.forEach(({ pixels, mask }, i) => {
        keyPixels.set(pixels, 3 * area * i);
        keyMasks.set(mask, area * i);
      });
      const { pixels: crops, side, count } = subset(set, chosen);
      return { source, target, count, side, crops, keys: keyPixels, keyMasks };
    }),
  );
  return { people: networks.map(({ people }) => people), validation };
}

/** The first of a clip's frames that are held out. */
function firstHeldOut({ takes, frames }: Manifest): number {
  if (frames.length < 2) {
    throw new InputError(
      'A clip of a single frame is too short to train on: none would be left to look at.',
      'Film a longer one: janus film <person> --frames 600.',
    );
  }
  const upTo = Math.min(frames.length - 1, Math.ceil((1 - PART) * frames.length));
  // No light is on both sides, unless all of the clip is one take.
  return takes.findLast(({ first }) => first <= upTo)!.first || upTo;
}
