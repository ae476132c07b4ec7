import { expectLength } from '../../convert/expect-length.ts';
import { gaussian } from '../../convert/gaussian.ts';

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
/** The window is the product of a column and a row of these 11 weights; its σ is 1.5 pixels. */
const WEIGHTS = gaussian(1.5);
/** From the middle of the window to its edge, in pixels. */
const REACH = 5;

/** The structural similarity around every pixel whose window lies inside the pictures. */
export interface SsimMap {
  /** [height, width] values of −1 to 1. */
  readonly values: Float64Array<ArrayBuffer>;
  /** 10 less than the pictures'. */
  readonly width: number;
  readonly height: number;
}

/**
 * The structural similarity of two pictures, 1 if they are equal.
 *
 * Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error visibility to
 * structural similarity", IEEE Transactions on Image Processing 13(4), 2004, equation 13, as in the authors'
 * ssim_index.m: an 11 × 11 Gaussian window of σ = 1.5, K₁ = 0.01, K₂ = 0.03, L = 255, and no window that
 * reaches over the edge. On luma alone, as the authors do. Their later ssim.m shrinks large pictures first;
 * here nothing is shrunk.
 *
 * @param a [height, width, 3] sRGB, 0 to 255. @param b as large.
 * @param mask [height, width]: how much the window around each pixel counts. The five outermost rows and
 * columns have no window.
 * @returns the mean over the mask; NaN if it is empty.
 * @throws RangeError if their sizes differ, or a side is less than 11.
 */
export function ssim(
  a: Float32Array,
  b: Float32Array,
  width: number,
  height: number,
  mask: Float32Array,
): number {
  expectLength('mask', mask, width * height);
  const map = ssimMap(luma(a), luma(b), width, height);
  let sum = 0;
  let weights = 0;
  map.values.forEach((value, i) => {
    const x = (i % map.width) + REACH;
    const y = Math.floor(i / map.width) + REACH;
    sum += mask[y * width + x] * value;
    weights += mask[y * width + x];
  });
  return sum / weights;
}

/** Luma of sRGB values, 0 to 255, by the weights of ITU-R BT.601, which the authors' rgb2gray has. */
export const luma = (picture: Float32Array): Float64Array<ArrayBuffer> =>
  Float64Array.from(
    { length: picture.length / 3 },
    (_, i) => 0.299 * picture[3 * i] + 0.587 * picture[3 * i + 1] + 0.114 * picture[3 * i + 2],
  );

/**
 * The map of which `ssim` is the mean, of pictures of one channel, 0 to 255.
 * @throws RangeError if their sizes differ, or a side is less than 11.
 */
export function ssimMap(a: Float64Array, b: Float64Array, width: number, height: number): SsimMap {
  expectLength('first picture', a, width * height);
  expectLength('second picture', b, width * height);
  if (width <= 2 * REACH || height <= 2 * REACH) {
    throw new RangeError(`A picture of ${width} × ${height} has no room for a window of 11 × 11.`);
  }
  const mean = (values: Float64Array) => windowMeans(values, width, height);
  const meanA = mean(a);
  const meanB = mean(b);
  const squareA = mean(a.map((value) => value * value));
  const squareB = mean(b.map((value) => value * value));
  const product = mean(a.map((value, i) => value * b[i]));
  const values = meanA.map((ma, i) => {
    const mb = meanB[i];
    const luminance = (2 * ma * mb + C1) / (ma * ma + mb * mb + C1);
    const covariance = product[i] - ma * mb;
    const variances = squareA[i] - ma * ma + squareB[i] - mb * mb;
    return (luminance * (2 * covariance + C2)) / (variances + C2);
  });
  return { values, width: width - 2 * REACH, height: height - 2 * REACH };
}

/** The Gaussian mean around every pixel whose window lies inside: [height − 10, width − 10]. */
function windowMeans(values: Float64Array, width: number, height: number): Float64Array<ArrayBuffer> {
  const columns = width - 2 * REACH;
  const alongRows = new Float64Array(columns * height);
  for (let i = 0; i < alongRows.length; i++) {
    alongRows[i] = weightedSum(values, Math.floor(i / columns) * width + (i % columns), 1);
  }
  const result = new Float64Array(columns * (height - 2 * REACH));
  for (let i = 0; i < result.length; i++) result[i] = weightedSum(alongRows, i, columns);
  return result;
}

function weightedSum(values: Float64Array, first: number, step: number): number {
  let sum = 0;
  for (let k = 0; k < WEIGHTS.length; k++) sum += WEIGHTS[k] * values[first + k * step];
  return sum;
}
