import { fromLinear, toLinear } from './srgb.ts';

/**
 * sRGB to CIE L*a*b* and back. CIE 15 gives the formulas, here with ε = 216/24389 and κ = 24389/27, the
 * fractions at which the cube root and its straight foot join without a step. The white is D65, XYZ =
 * (0.95047, 1, 1.08883).
 */

const EPSILON = 216 / 24389;
const KAPPA = 24389 / 27;
/** The cube root of ε. */
const FOOT = 6 / 29;

/**
 * Rows X, Y and Z of linear sRGB, each divided by the white's, from the chromaticities of sRGB's primaries.
 * So each row sums to 1, and a grey has a* = b* = 0.
 */
const TO_XYZ = [
  [0.4339499816824225, 0.3762097463822203, 0.18984027193535716],
  [0.21267285140562248, 0.715152155287818, 0.07217499330655958],
  [0.017756578696701338, 0.1094679847922109, 0.8727754365110878],
] as const;

const FROM_XYZ = [
  [3.079954467464594, -1.5371385127977166, -0.5428159546668772],
  [-0.9212582840142649, 1.8760108454466942, 0.04524743856757082],
  [0.05288741182370974, -0.20402591351675387, 1.1511385016930442],
] as const;

type Row = readonly [number, number, number];

/**
 * @param rgb interleaved, 0 to 255.
 * @returns as many numbers: L* of 0 to 100, a* and b* of about ±110, for each pixel.
 */
export function rgbToLab(rgb: Float32Array): Float32Array<ArrayBuffer> {
  const lab = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const r = toLinear(rgb[i]);
    const g = toLinear(rgb[i + 1]);
    const b = toLinear(rgb[i + 2]);
    const x = toRoot(dot(TO_XYZ[0], r, g, b));
    const y = toRoot(dot(TO_XYZ[1], r, g, b));
    const z = toRoot(dot(TO_XYZ[2], r, g, b));
    lab[i] = 116 * y - 16;
    lab[i + 1] = 500 * (x - y);
    lab[i + 2] = 200 * (y - z);
  }
  return lab;
}

/** The way back. Colours that sRGB cannot show come out below 0 or above 255. */
export function labToRgb(lab: Float32Array): Float32Array<ArrayBuffer> {
  const rgb = new Float32Array(lab.length);
  for (let i = 0; i < lab.length; i += 3) {
    const fy = (lab[i] + 16) / 116;
    const x = fromRoot(fy + lab[i + 1] / 500);
    const y = fromRoot(fy);
    const z = fromRoot(fy - lab[i + 2] / 200);
    rgb[i] = fromLinear(dot(FROM_XYZ[0], x, y, z));
    rgb[i + 1] = fromLinear(dot(FROM_XYZ[1], x, y, z));
    rgb[i + 2] = fromLinear(dot(FROM_XYZ[2], x, y, z));
  }
  return rgb;
}

const dot = (row: Row, a: number, b: number, c: number): number => row[0] * a + row[1] * b + row[2] * c;

/** CIE's f, a cube root with a straight foot, of a part of the white. */
const toRoot = (part: number): number => (part > EPSILON ? Math.cbrt(part) : (KAPPA * part + 16) / 116);

const fromRoot = (f: number): number => (f > FOOT ? f * f * f : (116 * f - 16) / KAPPA);
