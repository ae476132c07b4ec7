import { clampIndex } from '../../extract/crop.ts';
import { compose, identitySimilarity, invert, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import type { WarpName } from '../names.ts';
import { randomColourJitter, jitterColours } from './colour-jitter.ts';
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
}

/** One augmented training example. */
export interface AugmentedFace {
  /** The encoder's input: [side, side, 3], values 0 to 1. */
  readonly input: Float32Array<ArrayBuffer>;
  /** What the decoder should reconstruct: [side, side, 3], values 0 to 1. */
  readonly target: Float32Array<ArrayBuffer>;
  /** How much of each of the target's pixels is inner face: [side, side], 0 to 1. */
  readonly mask: Float32Array<ArrayBuffer>;
}

/**
 * Augments a face at random. Random numbers are drawn for augmentations that are off, too, so that switching
 * one does not change the others.
 * @param pixels [side, side, 3] bytes. @param mask [side, side] bytes.
 */
export function augment(
  { pixels, mask }: { readonly pixels: Uint8Array; readonly mask: Uint8Array },
  side: number,
  config: AugmentConfig,
  random: Random,
): AugmentedFace {
  const flip = random.chance(0.4);
  const affine = randomAffine(random, side);
  const colours = randomColourJitter(random);
  const warp = randomControlGrid(random);

  const sampling = {
    mirrored: config.flip && flip,
    toSource: config.affine ? invert(affine) : identitySimilarity,
  };
  const is2017 = config.warp === '2017';
  const targetSampling = is2017
    ? { ...sampling, toSource: compose(sampling.toSource, nearestSimilarity(warp, side)) }
    : sampling;
  const target = sampleBilinear(pixels, side, 3, targetSampling);
  const input =
    config.warp === 'off'
      ? target.slice()
      : sampleBilinear(pixels, side, 3, sampling, upsampleGrid(warp, side, is2017 ? 0 : 0.5));
  if (config.colourJitter) jitterColours(input, colours);
  return { input, target, mask: sampleBilinear(mask, side, 1, targetSampling) };
}

/** Where in the source image pixels are sampled from. */
interface Sampling {
  /** From the result to the source image, or to its mirror image. */
  readonly toSource: Similarity;
  readonly mirrored: boolean;
}

/**
 * Resamples an image with bilinear interpolation; beyond its edges, the nearest pixel counts.
 * @param image [side, side, channels] bytes. @returns the same shape, values 0 to 1.
 */
function sampleBilinear(
  image: Uint8Array,
  side: number,
  channels: number,
  { toSource, mirrored }: Sampling,
  warp?: FlowField,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(side * side * channels);
  for (let row = 0, at = 0; row < side; row++) {
    for (let column = 0; column < side; column++, at++) {
      const fromX = column + 0.5 + (warp === undefined ? 0 : warp[2 * at]);
      const fromY = row + 0.5 + (warp === undefined ? 0 : warp[2 * at + 1]);
      const across = toSource.a * fromX - toSource.b * fromY + toSource.tx;
      const x = (mirrored ? side - across : across) - 0.5;
      const y = toSource.b * fromX + toSource.a * fromY + toSource.ty - 0.5;
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
  return result;
}
