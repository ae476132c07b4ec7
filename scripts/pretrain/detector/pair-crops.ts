import type { ProvenPixels } from '../../../src/clips/proven-pixels.ts';
import { pasteCrops } from '../../../src/convert/paste-crops.ts';
import { predictFaces } from '../../../src/pipeline/swap.ts';
import { FaceDataset, subset } from '../../../src/train/dataset/face-dataset.ts';
import type { Blend, Method } from './methods.ts';
import { filmPair, trainPair, type ClipFaces } from './pair.ts';

/** A clip's crops with the other's face: [count, 64, 64, 3]. */
export interface SwappedCrops {
  readonly method: Method;
  readonly blend: Blend;
  readonly crops: ProvenPixels;
}

/** Crops of some people. */
export interface PeopleCrops {
  /** Of each clip, as it was filmed: [count, 64, 64, 3]. */
  readonly renders: readonly ProvenPixels[];
  /** Of each clip, by each method and each blend. */
  readonly swaps: readonly SwappedCrops[];
}

/**
 * Crops of a pair as they were filmed, and with the other's face. A swapped face is put into the very crop that
 * it was predicted from: so both classes were filmed, aligned and resampled alike, and the swap is all that tells
 * them apart.
 */
export async function cropsOfPair(
  number: number,
  methods: readonly Method[],
  blends: readonly Blend[],
): Promise<PeopleCrops> {
  const pair = await filmPair(number);
  const swaps: SwappedCrops[] = [];
  for (const method of methods) {
    const run = await trainPair(pair, method);
    try {
      for (const clip of pair.clips) {
        const { pixels: predicted } = await predictFaces(run, clip, 1 - clip.person);
        swaps.push(...blended(clip, predicted, blends).map((swap) => ({ method, ...swap })));
      }
    } finally {
      run.dispose();
    }
  }
  return { renders: pair.clips.map(({ faces }) => faces.images), swaps };
}

/** Predicted faces put back by each blend: the frames of a clip take turns. */
function blended(
  { faces, masks }: ClipFaces,
  predicted: ProvenPixels,
  blends: readonly Blend[],
): Pick<SwappedCrops, 'blend' | 'crops'>[] {
  return blends.map((blend, turn) => {
    const frames = everyNth(blends.length, turn, faces.count);
    const under = subset(new FaceDataset(faces.images, masks), frames);
    const over = subset(new FaceDataset(predicted, masks), frames);
    return { blend, crops: pasteCrops(under.images, over.images, under.masks, blend.options) };
  });
}

/** Every `nth` number from `first` to before `end`. */
const everyNth = (nth: number, first: number, end: number): number[] =>
  Array.from({ length: Math.ceil((end - first) / nth) }, (_, i) => first + i * nth);
