import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { identitySimilarity } from '../extract/similarity.ts';
import { toBytes } from '../extract/to-bytes.ts';
import type { ConvertOptions } from './convert-frame.ts';
import { expectLength } from './expect-length.ts';
import { pasteFace } from './paste-face.ts';

/**
 * Puts predicted faces back into the crops that they were predicted from, as `convertFrame` puts them into
 * frames: for a detector, which learns from crops that differ in nothing but the swap.
 * @param crops [count, side, side, 3]. @param faces as many, of the same size. @param masks [count, side, side]
 * bytes: how much of each pixel is to be replaced.
 * @returns as many pictures, of the same size.
 * @throws InputError if crops or faces are not proven; RangeError if they are not square, or not of one number
 * and size.
 */
export function pasteCrops(
  crops: ProvenPixels,
  faces: ProvenPixels,
  masks: Uint8Array,
  options: Pick<ConvertOptions, 'colour' | 'blend' | 'sharpen' | 'erode' | 'feather'>,
): ProvenPixels {
  const filmed = pixelsOf(crops);
  const predicted = pixelsOf(faces);
  const { count, width: side } = crops;
  const area = side * side;
  if (faces.width !== side || faces.count !== count) {
    throw new RangeError(
      `${faces.count} faces of ${faces.width} pixels a side, for ${count} crops of ${side} pixels a side.`,
    );
  }
  expectLength('batch of crops', filmed, 3 * count * area);
  expectLength('batch of predicted faces', predicted, 3 * count * area);
  expectLength('batch of masks', masks, count * area);
  const box = { left: 0, top: 0, width: side, height: side };
  const result = new Uint8Array(filmed.length);
  for (let i = 0; i < count; i++) {
    const [start, end] = [3 * i * area, 3 * (i + 1) * area];
    const part = {
      box,
      pixels: new Float32Array(filmed.subarray(start, end)),
      mask: new Float32Array(masks.subarray(i * area, (i + 1) * area)).map((value) => value / 255),
      toCrop: identitySimilarity,
    };
    const face = new Float32Array(predicted.subarray(start, end));
    toBytes(pasteFace(face, side, part, { ...options, enhance: 0 }), result.subarray(start, end));
  }
  return provenPixels(result, side, side, count);
}
