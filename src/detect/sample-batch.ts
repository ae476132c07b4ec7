import type { ProvenPixels } from '../clips/proven-pixels.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { mirror } from '../extract/mirror.ts';
import type { Random } from '../faces/exact/random.ts';
import { CROP_VALUES, cropBytes } from './crops.ts';

/** How far a crop's values are scaled at most, as a part. */
const GAIN = 0.1;

/** Crops to learn from. */
export interface DetectorBatch {
  /** [batch, 64, 64, 3], values about −0.5 to 0.5 */
  readonly pictures: Float32Array<ArrayBuffer>;
  /** [batch]: 1 for a swap, −1 for a render. */
  readonly labels: Float32Array<ArrayBuffer>;
}

/**
 * Samples a batch, half of it renders and half swaps, with replacement: first one of the class's sets, then one
 * of its crops. So no set counts more than another because it has more crops. Each crop is mirrored at random
 * and a little brightened or darkened, in both classes alike: what is done to one class alone would be learned.
 * @param renders and @param swaps sets of [count, 64, 64, 3].
 * @param batch an even number.
 */
export function sampleBatch(
  renders: readonly ProvenPixels[],
  swaps: readonly ProvenPixels[],
  batch: number,
  random: Random,
): DetectorBatch {
  const pictures = new Float32Array(batch * CROP_VALUES);
  const labels = new Float32Array(batch);
  for (let i = 0; i < batch; i++) {
    const isSwap = i >= batch / 2;
    const picture = sampleCrop(isSwap ? swaps : renders, random);
    const gain = 1 + GAIN * random.bell(-1, 1);
    for (let j = 0; j < CROP_VALUES; j++) pictures[i * CROP_VALUES + j] = (gain * picture[j]) / 255 - 0.5;
    labels[i] = isSwap ? 1 : -1;
  }
  return { pictures, labels };
}

/** A crop of one of the sets, as it is or in a mirror: [64, 64, 3] bytes. */
function sampleCrop(sets: readonly ProvenPixels[], random: Random): Uint8Array {
  const set = random.pick(sets);
  const index = random.integer(set.count);
  const crop = cropBytes(set).subarray(index * CROP_VALUES, (index + 1) * CROP_VALUES);
  return random.chance(0.5) ? mirror(crop, CROP_SIDE, 3) : crop;
}
