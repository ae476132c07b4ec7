import type { Capture } from '../shot/capture.ts';

/**
 * What the camera adds to a picture: lens blur, sensor noise and rounding to bytes.
 * @param light size × size × 3 displayed values, about 0 to 1.
 */
export function develop(
  light: Float32Array,
  size: number,
  { blur, noise, noiseSeed }: Capture,
): Uint8Array<ArrayBuffer> {
  const n = size * size * 3;
  const pixels = new Uint8Array(n);
  const source = blur > 0 ? blurred(light, size, blur) : light;
  const stream = Math.imul(noiseSeed + 1, 0x85ebca6b);
  for (let i = 0; i < n; i++) {
    let value = source[i];
    if (noise > 0) value += noise * noiseAt(i + stream);
    pixels[i] = value >= 1 ? 255 : value <= 0 ? 0 : Math.floor(value * 255 + 0.5);
  }
  return pixels;
}

/** Each pixel moved by `amount` towards the mean of its four neighbours; the outermost pixels stay. */
function blurred(light: Float32Array, size: number, amount: number): Float32Array {
  const row = size * 3;
  const out = light.slice(0, size * row);
  for (let y = 1; y < size - 1; y++) {
    for (let i = y * row + 3, end = (y + 1) * row - 3; i < end; i++) {
      const mean = (light[i - 3] + light[i + 3] + (light[i - row] + light[i + row])) * 0.25;
      out[i] = light[i] + (mean - light[i]) * amount;
    }
  }
  return out;
}

/** About normal noise of standard deviation 1 (the sum of three 10-bit fields of one hash: Irwin–Hall). */
function noiseAt(k: number): number {
  let h = Math.imul(k, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 13;
  h = Math.imul(h, 0x297a2d39);
  h ^= h >>> 16;
  return (((h & 1023) + ((h >>> 10) & 1023) + ((h >>> 20) & 1023)) / 1023 - 1.5) * 2;
}
