import { clampIndex } from '../../extract/crop.ts';
import type { Random } from '../../faces/index.ts';

/** How often, and over how many pixels: as in faceswap-GAN v2.2 (data_loader/data_augmentation.py). */
const PROBABILITY = 0.25;
const LENGTHS = [5, 7, 9, 11] as const;

/** A blur along a line. */
export interface MotionBlur {
  readonly isOn: boolean;
  /** Pixels of the line; odd. */
  readonly length: number;
  /** Radians. */
  readonly angle: number;
}

export const randomMotionBlur = (random: Random): MotionBlur => ({
  isOn: random.chance(PROBABILITY),
  length: random.pick(LENGTHS),
  angle: Math.PI * random.unit(),
});

/**
 * Blurs a picture along a line, as a head that moves while the shutter is open: each pixel becomes the mean
 * of samples one pixel apart, interpolated bilinearly. Beyond the picture's edges, the nearest pixel counts.
 * @param picture [side, side, 3]. @returns new memory.
 */
export function blurAlong(picture: Float32Array, side: number, line: MotionBlur): Float32Array<ArrayBuffer> {
  const result = new Float32Array(picture.length);
  for (const { right, down, weight } of kernelOf(line)) {
    for (let row = 0, at = 0; row < side; row++) {
      const from = side * clampIndex(row + down, side);
      for (let column = 0; column < side; column++, at += 3) {
        const pixel = 3 * (from + clampIndex(column + right, side));
        for (let channel = 0; channel < 3; channel++) {
          result[at + channel] += weight * picture[pixel + channel];
        }
      }
    }
  }
  return result;
}

/** The pixels of which a blurred one is made, by where they lie beside it. Their weights add up to 1. */
function kernelOf({
  length,
  angle,
}: MotionBlur): { readonly right: number; readonly down: number; readonly weight: number }[] {
  return Array.from({ length }, (_, i) => i - (length - 1) / 2).flatMap((step) => {
    const x = step * Math.cos(angle);
    const y = step * Math.sin(angle);
    const left = Math.floor(x);
    const top = Math.floor(y);
    return [
      { right: left, down: top, weight: (left + 1 - x) * (top + 1 - y) },
      { right: left + 1, down: top, weight: (x - left) * (top + 1 - y) },
      { right: left, down: top + 1, weight: (left + 1 - x) * (y - top) },
      { right: left + 1, down: top + 1, weight: (x - left) * (y - top) },
    ].map((pixel) => ({ ...pixel, weight: pixel.weight / length }));
  });
}
