import { clamp, mix } from '../../faces/exact/arithmetic.ts';

const BINS = 256;

/**
 * Gives each channel of a picture the histogram of another's: a value with a part u of the source below it
 * becomes the value with a part u of the target below it (R. C. Gonzalez, R. E. Woods, "Digital Image
 * Processing", section 3.3, "Histogram matching"). Between the edges of the 256 bins both curves are straight
 * lines, so that the map is continuous wherever the target has no gap, never falls, and changes no whole
 * number where both pictures are alike.
 *
 * @param source [pixels, 3] sRGB, 0 to 255; all of it is changed, whatever its mask. What is darker or
 *   lighter than all of the source's mask becomes the target's darkest or lightest.
 * @param sourceMask [pixels] weights of the source's pixels. @param target the picture to be like.
 * @returns a new picture, 0 to 255.
 */
export function histogram(
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(source.length);
  for (let channel = 0; channel < 3; channel++) {
    const from = distribution(source, sourceMask, channel);
    const to = distribution(target, targetMask, channel);
    for (let i = channel; i < source.length; i += 3) result[i] = valueAt(to, partBelow(from, source[i]));
  }
  return result;
}

/**
 * What part of a mask's weight lies below the lower edge of each bin, and at the end 1: [BINS + 1] numbers
 * that never fall. Bin k holds the values from k − 0.5 to k + 0.5.
 */
function distribution(picture: Float32Array, mask: Float32Array, channel: number): Float64Array {
  const below = new Float64Array(BINS + 1);
  mask.forEach((weight, pixel) => {
    const bin = clamp(Math.floor(picture[3 * pixel + channel] + 0.5), 0, BINS - 1);
    below[bin + 1] += weight;
  });
  for (let k = 0; k < BINS; k++) below[k + 1] += below[k];
  return below.map((sum) => sum / below[BINS]);
}

function partBelow(below: Float64Array, value: number): number {
  const edge = clamp(value + 0.5, 0, BINS);
  const bin = Math.min(Math.floor(edge), BINS - 1);
  return mix(below[bin], below[bin + 1], edge - bin);
}

/** The value that has `part` of the weight below it. */
function valueAt(below: Float64Array, part: number): number {
  // The first edge above it, or, where nothing is left above, the first that has everything below.
  let low = 1;
  let high = BINS;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below[middle] > part || below[middle] >= 1) high = middle;
    else low = middle + 1;
  }
  const within = (part - below[low - 1]) / (below[low] - below[low - 1]);
  return clamp(low - 1 + Math.min(within, 1) - 0.5, 0, 255);
}
