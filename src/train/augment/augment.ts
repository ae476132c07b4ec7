import { clampIndex } from '../../extract/crop.ts';
import { compose, identitySimilarity, invert, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import type { WarpName } from '../config/names.ts';
import { randomColourJitter, jitterColours } from './colour-jitter.ts';
import { matchColours, randomColourMatch } from './colour-match.ts';
import { blurAlong, randomMotionBlur } from './motion-blur.ts';
import { randomAffine } from './random-affine.ts';
import { nearestSimilarity, randomControlGrid, upsampleGrid, type FlowField } from './warp.ts';

/** Which augmentations are applied to training faces. */
export interface AugmentConfig {
  /** How the encoder's input is randomly warped; the target is not, but moves along in `2017`. */
  readonly warp: WarpName;
  /** Input and target are mirrored with probability 0.4, as in deepfakes/faceswap. */
  readonly flip: boolean;
  /** Input and target are randomly scaled, rotated and shifted. */
  readonly affine: boolean;
  /** The colours of the encoder's input are changed; the target's are not. */
  readonly colourJitter: boolean;
  /** Input and target are given the colours of another face, of anybody, in part. */
  readonly colourMatch: boolean;
  /** Input and target are blurred along a line. */
  readonly motionBlur: boolean;
}

/** All of them off. */
export const NO_AUGMENTATION: AugmentConfig = {
  warp: 'off',
  flip: false,
  affine: false,
  colourJitter: false,
  colourMatch: false,
  motionBlur: false,
};

/** One augmented training example. */
export interface AugmentedFace {
  /** The encoder's input: [side, side, 3], values 0 to 1. */
  readonly input: Float32Array;
  /** What the decoder should reconstruct: [side, side, 3], values 0 to 1. */
  readonly target: Float32Array;
  /** How much of each of the target's pixels is inner face: [side, side], 0 to 1. */
  readonly mask: Float32Array;
}

/** Memory for an augmented face. */
export const emptyFace = (side: number): AugmentedFace => ({
  input: new Float32Array(side * side * 3),
  target: new Float32Array(side * side * 3),
  mask: new Float32Array(side * side),
});

/**
 * Augments a face at random. Random numbers are drawn for augmentations that are off, too, so that switching
 * one does not change the others.
 * @param pixels [side, side, 3] bytes. @param mask [side, side] bytes.
 * @param into where the result is written: by default new memory.
 * @param anyFace draws a face of anybody, [side, side, 3] bytes, whose colours it may be given; by default
 * itself.
 * @returns `into`.
 */
export function augment(
  { pixels, mask }: { readonly pixels: Uint8Array; readonly mask: Uint8Array },
  side: number,
  config: AugmentConfig,
  random: Random,
  into: AugmentedFace = emptyFace(side),
  anyFace: () => Uint8Array = () => pixels,
): AugmentedFace {
  const flip = random.chance(0.4);
  const affine = randomAffine(random, side);
  const colours = randomColourJitter(random);
  const warp = randomControlGrid(random);
  const isInHalf = random.chance(0.5);
  const match = randomColourMatch(random);
  const other = anyFace();
  const blur = randomMotionBlur(random);
  const face = config.colourMatch && match.isOn ? matchColours(pixels, other, side, match.amount) : pixels;

  const sampling = {
    mirrored: config.flip && flip,
    toSource: config.affine ? invert(affine) : undefined,
  };
  const is2017 = config.warp === '2017';
  const targetSampling = is2017
    ? {
        ...sampling,
        toSource: compose(sampling.toSource ?? identitySimilarity, nearestSimilarity(warp, side)),
      }
    : sampling;
  resample(face, side, 3, targetSampling, into.target);
  if (config.warp === 'off' || (config.warp === 'half' && !isInHalf)) into.input.set(into.target);
  else resample(face, side, 3, sampling, into.input, upsampleGrid(warp, side, is2017 ? 0 : 0.5));
  if (config.motionBlur && blur.isOn) {
    for (const picture of [into.input, into.target]) picture.set(blurAlong(picture, side, blur));
  }
  if (config.colourJitter) jitterColours(into.input, colours);
  resample(mask, side, 1, targetSampling, into.mask);
  return into;
}

/** Where in the source image pixels are sampled from. */
interface Sampling {
  /** From the result to the source image, or to its mirror image. Without it, every pixel stays where it is. */
  readonly toSource: Similarity | undefined;
  readonly mirrored: boolean;
}

/**
 * Resamples an image with bilinear interpolation; beyond its edges, the nearest pixel counts.
 * @param image [side, side, channels] bytes. @param result the same shape, values 0 to 1.
 */
function resample(
  image: Uint8Array,
  side: number,
  channels: number,
  { toSource, mirrored }: Sampling,
  result: Float32Array,
  warp?: FlowField,
): void {
  if (toSource === undefined && warp === undefined) copyPixels(image, side, channels, mirrored, result);
  else sampleBilinear(image, side, channels, toSource ?? identitySimilarity, mirrored, result, warp);
}

/** A byte as a value from 0 to 1: a table is faster than a division. */
const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** The image itself or its mirror image: no pixel lies between others, so there is nothing to interpolate. */
function copyPixels(
  image: Uint8Array,
  side: number,
  channels: number,
  mirrored: boolean,
  result: Float32Array,
): void {
  const step = mirrored ? -channels : channels;
  let at = 0;
  for (let row = 0; row < side; row++) {
    let from = (row * side + (mirrored ? side - 1 : 0)) * channels;
    for (let column = 0; column < side; column++, from += step) {
      for (let c = 0; c < channels; c++) result[at++] = UNIT[image[from + c]];
    }
  }
}

function sampleBilinear(
  image: Uint8Array,
  side: number,
  channels: number,
  toSource: Similarity,
  mirrored: boolean,
  result: Float32Array,
  warp: FlowField | undefined,
): void {
  const { a, b, tx, ty } = toSource;
  for (let row = 0, at = 0; row < side; row++) {
    for (let column = 0; column < side; column++, at++) {
      const fromX = column + 0.5 + (warp === undefined ? 0 : warp[2 * at]);
      const fromY = row + 0.5 + (warp === undefined ? 0 : warp[2 * at + 1]);
      const across = a * fromX - b * fromY + tx;
      const x = (mirrored ? side - across : across) - 0.5;
      const y = b * fromX + a * fromY + ty - 0.5;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const right = x - left;
      const down = y - top;
      const x0 = channels * clampIndex(left, side);
      const x1 = channels * clampIndex(left + 1, side);
      const y0 = channels * side * clampIndex(top, side);
      const y1 = channels * side * clampIndex(top + 1, side);
      for (let c = 0; c < channels; c++) {
        const above = image[y0 + x0 + c] * (1 - right) + image[y0 + x1 + c] * right;
        const below = image[y1 + x0 + c] * (1 - right) + image[y1 + x1 + c] * right;
        result[channels * at + c] = (above * (1 - down) + below * down) / 255;
      }
    }
  }
}
