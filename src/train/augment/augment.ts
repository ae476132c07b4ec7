import { identitySimilarity, invert, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import { randomColourJitter, jitterColours } from './colour-jitter.ts';
import { randomAffine } from './random-affine.ts';
import { randomControlGrid, upsampleGrid, type FlowField } from './warp.ts';

/** What is done to faces before they are trained on. */
export interface AugmentConfig {
  /** The encoder sees a warped face; the decoder should paint it as it was. */
  readonly warp: boolean;
  /** Four in ten faces are mirrored, as in deepfakes/faceswap. */
  readonly flip: boolean;
  /** Faces are zoomed, turned and shifted. */
  readonly affine: boolean;
  /** The encoder sees other colours; the decoder should paint the true ones. */
  readonly colourJitter: boolean;
}

/** A face made ready for training. */
export interface AugmentedFace {
  /** What the encoder sees: [side, side, 3], values 0 to 1. */
  readonly input: Float32Array<ArrayBuffer>;
  /** What the decoder should paint: [side, side, 3], values 0 to 1. */
  readonly target: Float32Array<ArrayBuffer>;
  /** How much of each of the target's pixels is inner face: [side, side], 0 to 1. */
  readonly mask: Float32Array<ArrayBuffer>;
}

/**
 * Varies a face at random. What is switched off is drawn all the same and not used, so that the rest stays as it was.
 * @param pixels [side, side, 3] bytes. @param mask [side, side] bytes.
 */
export function augment(
  { pixels, mask }: { readonly pixels: Uint8Array; readonly mask: Uint8Array },
  side: number,
  config: AugmentConfig,
  random: Random,
): AugmentedFace {
  const mirrored = random.chance(0.4);
  const affine = randomAffine(random, side);
  const colours = randomColourJitter(random);
  const warp = randomControlGrid(random);

  const sampling = {
    mirrored: config.flip && mirrored,
    back: config.affine ? invert(affine) : identitySimilarity,
  };
  const target = sampleBilinear(pixels, side, 3, sampling);
  const input = config.warp
    ? sampleBilinear(pixels, side, 3, sampling, upsampleGrid(warp, side))
    : target.slice();
  if (config.colourJitter) jitterColours(input, colours);
  return { input, target, mask: sampleBilinear(mask, side, 1, sampling) };
}

/** Where pixels are taken from. */
interface Sampling {
  /** From the result to the picture, or to its mirror image. */
  readonly back: Similarity;
  readonly mirrored: boolean;
}

/**
 * Takes pixels from elsewhere in a picture, with bilinear interpolation; beyond its edges it goes on as it ends.
 * @param picture [side, side, channels] bytes. @returns the same shape, values 0 to 1.
 */
function sampleBilinear(
  picture: Uint8Array,
  side: number,
  channels: number,
  { back, mirrored }: Sampling,
  warp?: FlowField,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(side * side * channels);
  for (let row = 0, at = 0; row < side; row++) {
    for (let column = 0; column < side; column++, at++) {
      const fromX = column + 0.5 + (warp === undefined ? 0 : warp[2 * at]);
      const fromY = row + 0.5 + (warp === undefined ? 0 : warp[2 * at + 1]);
      const across = back.a * fromX - back.b * fromY + back.tx;
      const x = (mirrored ? side - across : across) - 0.5;
      const y = back.b * fromX + back.a * fromY + back.ty - 0.5;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const right = x - left;
      const down = y - top;
      const x0 = channels * clampIndex(left, side);
      const x1 = channels * clampIndex(left + 1, side);
      const y0 = channels * side * clampIndex(top, side);
      const y1 = channels * side * clampIndex(top + 1, side);
      for (let c = 0; c < channels; c++) {
        const above = picture[y0 + x0 + c] * (1 - right) + picture[y0 + x1 + c] * right;
        const below = picture[y1 + x0 + c] * (1 - right) + picture[y1 + x1 + c] * right;
        result[channels * at + c] = (above * (1 - down) + below * down) / 255;
      }
    }
  }
  return result;
}

const clampIndex = (i: number, side: number): number => (i < 0 ? 0 : i >= side ? side - 1 : i);
