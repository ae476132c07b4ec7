import { clamp } from '../../faces/exact/arithmetic.ts';
import { gaussianBlur } from '../blur.ts';
import { expectLength } from '../expect-length.ts';

/** The samples on the rim of a disc lie at most this far apart, in pixels. */
const RIM_STEP = 0.5;

/**
 * Dilates a mask by a radius in pixels: each pixel takes the largest value within the radius, of the mask
 * interpolated bilinearly. So the radius may be a fraction, an edge moves outwards by just as much, and a
 * soft edge stays as soft as it was. Beyond the picture's edges, the nearest pixel counts.
 * @param mask [height, width], 0 to 1. @param radius at least 0.
 * @returns a new mask.
 * @throws RangeError if the mask is not of that size.
 */
export function dilate(
  mask: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  expectLength('mask', mask, width * height);
  return largestWithin(mask, width, height, radius, 1);
}

/** Erodes a mask by a radius in pixels: as `dilate`, with the smallest value. */
export function erode(
  mask: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  expectLength('mask', mask, width * height);
  const inverse = mask.map((value) => 0 - value);
  return largestWithin(inverse, width, height, radius, 0).map((value) => 0 - value);
}

/**
 * Fades a mask towards its edge, inwards only: full at three standard deviations inside, zero at the edge and
 * beyond. It is the mask times 2b − 1, where b is the Gaussian blur of its support, which is one half on a
 * straight edge. (A plain blur would spread the new face over the hair around the old one.) What is narrower
 * than about 1.3 standard deviations vanishes.
 *
 * The picture's edge counts as an edge of the mask: a crop has nothing to paste beyond it. A pixel belongs to
 * the support if its value is one half or more, and by twice its value if less, so that the fade follows a
 * soft edge's fractions.
 * @param mask [height, width], 0 to 1. @param sigma in pixels; 0 leaves the mask as it is.
 * @returns a new mask, nowhere above the old one.
 * @throws RangeError if the mask is not of that size.
 */
export function feather(
  mask: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array<ArrayBuffer> {
  expectLength('mask', mask, width * height);
  if (sigma === 0) return mask.slice();
  const support = mask.map((value) => Math.min(1, 2 * value));
  const blurred = gaussianBlur(support, width, height, 1, sigma, 'zero');
  return mask.map((value, i) => value * clamp(2 * blurred[i] - 1));
}

/** @param top the largest possible value: once it is found, the search ends. */
function largestWithin(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
  top: number,
): Float32Array<ArrayBuffer> {
  const margin = Math.ceil(radius) + 1;
  const padded = pad(values, width, height, margin);
  const stride = width + 2 * margin;
  const inner = discOffsets(radius, stride);
  const rim = rimSamples(radius, stride);
  const result = new Float32Array(values.length);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, out++) {
      const at = (y + margin) * stride + x + margin;
      let best = padded[at];
      for (let k = 0; k < inner.length && best < top; k++) best = Math.max(best, padded[at + inner[k]]);
      for (let k = 0; k < rim.length && best < top; k++) {
        const { offset, right, down } = rim[k];
        const i = at + offset;
        const above = padded[i] + right * (padded[i + 1] - padded[i]);
        const below = padded[i + stride] + right * (padded[i + stride + 1] - padded[i + stride]);
        best = Math.max(best, above + down * (below - above));
      }
      result[out] = best;
    }
  }
  return result;
}

/** The picture with `margin` pixels around it, its last ones repeated. */
function pad(values: Float32Array, width: number, height: number, margin: number): Float32Array {
  const stride = width + 2 * margin;
  return new Float32Array(stride * (height + 2 * margin)).map((_, i) => {
    const x = clamp((i % stride) - margin, 0, width - 1);
    const y = clamp(Math.floor(i / stride) - margin, 0, height - 1);
    return values[y * width + x];
  });
}

/** The pixels of a disc around another, as steps through the array. */
function discOffsets(radius: number, stride: number): number[] {
  const offsets: number[] = [];
  const reach = Math.floor(radius);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy <= radius * radius) offsets.push(dy * stride + dx);
    }
  }
  return offsets;
}

/** A place between four pixels: the step to the upper left one, and how far right and down of it, 0 to 1. */
interface Sample {
  readonly offset: number;
  readonly right: number;
  readonly down: number;
}

/** Places on the circle around a pixel, those straight above, below and beside it among them. */
function rimSamples(radius: number, stride: number): Sample[] {
  const count = 4 * Math.ceil((Math.PI * radius) / (2 * RIM_STEP));
  return Array.from({ length: count }, (_, i) => {
    const x = radius * Math.cos((2 * Math.PI * i) / count);
    const y = radius * Math.sin((2 * Math.PI * i) / count);
    const left = Math.floor(x);
    const up = Math.floor(y);
    return { offset: up * stride + left, right: x - left, down: y - up };
  });
}
