import { shotOf } from '../../src/clips/manifest.ts';
import { planClip } from '../../src/clips/plan.ts';
import { pixelsOf, provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { CROP_SIDE } from '../../src/extract/crop.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { sampleIdentity } from '../../src/faces/index.ts';

/** Pixels a side of the frames that crops are cut from. */
const FRAME = 96;
const CROP = 3 * CROP_SIDE * CROP_SIDE;

/** Crops of one person, each under another light: [count, 64, 64, 3]. @param seed of the person. */
export function drawCrops(seed: number, count: number): ProvenPixels {
  const plan = planClip({
    identity: sampleIdentity(seed),
    kind: 'training',
    seed,
    frames: count,
    size: FRAME,
  });
  const crops = new Uint8Array(count * CROP);
  for (let i = 0; i < count; i++)
    crops.set(groundTruthCrop(shotOf(plan, i), FRAME, CROP_SIDE).pixels, i * CROP);
  return provenPixels(crops, CROP_SIDE, CROP_SIDE, count);
}

/** Each crop changed by a function of its values, [64, 64, 3], 0 to 255. */
export function changed(crops: ProvenPixels, change: (crop: Float32Array) => Float32Array): ProvenPixels {
  const bytes = new Uint8Array(pixelsOf(crops).length);
  for (let i = 0; i < crops.count; i++)
    bytes.set(change(new Float32Array(crops.copy(i))).map(Math.round), i * CROP);
  return provenPixels(bytes, CROP_SIDE, CROP_SIDE, crops.count);
}

/** Some of a set's crops. */
export const partOf = (crops: ProvenPixels, first: number, end: number): ProvenPixels =>
  provenPixels(pixelsOf(crops).subarray(first * CROP, end * CROP), CROP_SIDE, CROP_SIDE, end - first);

/** Crops of noise: [count, 64, 64, 3]. */
export const noiseCrops = (count: number, seed: number): ProvenPixels =>
  provenPixels(
    Uint8Array.from({ length: count * CROP }, (_, i) => (i * (seed + 3) * 7919) % 251),
    CROP_SIDE,
    CROP_SIDE,
    count,
  );
