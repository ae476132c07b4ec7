import * as tf from '@tensorflow/tfjs';
import { gaussianBlur } from '../../../src/convert/blur.ts';
import { warpAffine } from '../../../src/extract/crop.ts';
import type { Random } from '../../../src/faces/index.ts';
import { PIXELS, SIDE } from '../face-bytes.ts';
import { jittered } from '../jitter.ts';
import type { StoredFaces } from '../stored-faces.ts';

/** Aligned faces, and which of them to train on. */
export type ProbeFaces = Pick<StoredFaces, 'crop' | 'mask'> & {
  readonly choose: (random: Random, count: number) => number[];
};

/** Found landmarks are a little off, and so are the crops. */
const JITTER = { turn: 0.05, zoom: 0.05, shift: 0.03 };
/** Standard deviation of the strongest blur, in pixels: predicted faces are softer than filmed ones. */
const SOFTEST = 1.5;

/**
 * An augmented crop for a probe: [64, 64, 3], values about −0.5 to 0.5. It is a little off, and soft as
 * predicted faces are. Often its inner face is put into another person's surroundings, since a swap does not
 * change those.
 * @param tint how far contrast, colour and brightness are changed, as a part.
 */
export function viewOf(faces: ProbeFaces, index: number, random: Random, tint: number): Float32Array {
  const crop = random.chance(0.5) ? elsewhere(faces, index, faces.choose(random, 1)[0]) : faces.crop(index);
  const moved = warpAffine(crop, SIDE, 3, jittered(random, JITTER, SIDE), SIDE);
  const soft = random.chance(0.6) ? gaussianBlur(moved, SIDE, SIDE, 3, SOFTEST * random.unit()) : moved;
  const contrast = 1 + tint * random.bell(-1, 1);
  const gains = [0, 1, 2].map(() => contrast * (1 + 0.5 * tint * random.bell(-1, 1)));
  const lift = 0.4 * tint * random.bell(-1, 1);
  return soft.map((value, i) => (value / 255 - 0.5) * gains[i % 3] + lift);
}

/** One face's inner face before another's background: [64, 64, 3], values 0 to 255. */
function elsewhere(faces: ProbeFaces, index: number, other: number): Float32Array {
  const mask = faces.mask(index);
  const face = faces.crop(index);
  const around = faces.crop(other);
  const result = new Float32Array(face.length);
  for (let i = 0; i < face.length; i++) {
    const part = mask[Math.floor(i / 3)] / 255;
    result[i] = part * face[i] + (1 - part) * around[i];
  }
  return result;
}

/**
 * A crop as it is, only softer: [64, 64, 3], values −0.5 to 0.5.
 * @param blur the standard deviation, in pixels.
 */
export const plainView = (faces: ProbeFaces, index: number, blur: number): Float32Array =>
  gaussianBlur(new Float32Array(faces.crop(index)), SIDE, SIDE, 3, blur).map((value) => value / 255 - 0.5);

/** Views as a network takes them: [batch, 64, 64, 3]. */
export function batchOf(views: readonly Float32Array[]): tf.Tensor4D {
  const values = new Float32Array(views.length * PIXELS * 3);
  views.forEach((view, i) => {
    values.set(view, i * PIXELS * 3);
  });
  return tf.tensor4d(values, [views.length, SIDE, SIDE, 3]);
}
