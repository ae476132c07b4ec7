import { expectLength } from '../expect-length.ts';

/**
 * Alpha blending: `under` where the mask is 0, `over` where it is 1, and a mixture between. sRGB values are
 * mixed, as screens and face-swap programs do, not light.
 * @param over [height, width, 3] 0 to 255. @param under of the same size. @param mask [height, width], 0 to
 * 1.
 * @returns a new picture.
 * @throws RangeError if their sizes differ.
 */
export function alphaBlend(
  over: Float32Array,
  under: Float32Array,
  mask: Float32Array,
): Float32Array<ArrayBuffer> {
  expectLength('picture above', over, 3 * mask.length);
  expectLength('picture below', under, 3 * mask.length);
  const result = new Float32Array(under.length);
  for (let i = 0; i < result.length; i++) {
    const part = mask[Math.floor(i / 3)];
    result[i] = (1 - part) * under[i] + part * over[i];
  }
  return result;
}
