import { clampIndex } from '../extract/crop.ts';
import { transform, type Similarity } from '../extract/similarity.ts';

/** A rectangle of a frame, in whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The smallest box of whole pixels that a crop covers in a frame.
 * @param toFrame from pixels of the crop to pixels of the frame. @returns a box without pixels if the crop
 * lies outside.
 */
export function boxOf(toFrame: Similarity, side: number, size: number): Box {
  const corners = [
    { x: 0, y: 0 },
    { x: side, y: 0 },
    { x: 0, y: side },
    { x: side, y: side },
  ].map((corner) => transform(toFrame, corner));
  const clamped = (value: number) => Math.min(size, Math.max(0, value));
  const left = clamped(Math.floor(Math.min(...corners.map(({ x }) => x))));
  const top = clamped(Math.floor(Math.min(...corners.map(({ y }) => y))));
  return {
    left,
    top,
    width: clamped(Math.ceil(Math.max(...corners.map(({ x }) => x)))) - left,
    height: clamped(Math.ceil(Math.max(...corners.map(({ y }) => y)))) - top,
  };
}

/** The Catmull-Rom spline: the weights of four neighbours, `t` of the way from the second to the third. */
const spline = (t: number): [number, number, number, number] => [
  t * (t * (1 - 0.5 * t) - 0.5),
  t * t * (1.5 * t - 2.5) + 1,
  t * (t * (2 - 1.5 * t) + 0.5),
  t * t * (0.5 * t - 0.5),
];

/**
 * Resamples a crop into a box of the frame it came from, by bicubic interpolation: R. Keys, "Cubic
 * convolution interpolation for digital image processing", IEEE Transactions on Acoustics, Speech and Signal
 * Processing 29(6), 1981, with a = −1/2. Beyond the crop's edges, the nearest pixel counts. Where the crop is
 * shrunk it is not filtered: a decoder's output is smooth.
 * @param crop [side, side, channels] 0 to 255. @param toCrop from pixels of the frame to pixels of the crop.
 * @returns [height, width, channels] 0 to 255.
 */
export function placeCrop(
  crop: Float32Array,
  side: number,
  channels: number,
  toCrop: Similarity,
  { left, top, width, height }: Box,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(width * height * channels);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += channels) {
      const { x, y } = transform(toCrop, { x: left + column + 0.5, y: top + row + 0.5 });
      const firstX = Math.floor(x - 0.5);
      const firstY = Math.floor(y - 0.5);
      const across = spline(x - 0.5 - firstX);
      const down = spline(y - 0.5 - firstY);
      for (let j = 0; j < 4; j++) {
        const line = side * clampIndex(firstY + j - 1, side);
        for (let i = 0; i < 4; i++) {
          const weight = down[j] * across[i];
          const from = channels * (line + clampIndex(firstX + i - 1, side));
          for (let c = 0; c < channels; c++) result[at + c] += weight * crop[from + c];
        }
      }
      for (let c = 0; c < channels; c++) result[at + c] = Math.min(255, Math.max(0, result[at + c]));
    }
  }
  return result;
}
