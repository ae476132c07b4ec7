import { identitySimilarity, invert, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import { drawColourJitter, jitterColours } from './colour-jitter.ts';
import { drawPlacement } from './placement.ts';
import { drawWarp, enlargeWarp, type Displacement } from './warp.ts';

/** What is done to faces before they are trained on. */
export interface Switches {
  /** The encoder sees a warped face; the decoder should paint it as it was. */
  readonly warp: boolean;
  /** Four in ten faces are mirrored, as in deepfakes/faceswap. */
  readonly flip: boolean;
  /** Faces are zoomed, turned and shifted. */
  readonly placement: boolean;
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
  switches: Switches,
  random: Random,
): AugmentedFace {
  const mirrored = random.chance(0.4);
  const placement = drawPlacement(random, side);
  const colours = drawColourJitter(random);
  const warp = drawWarp(random);

  const place = {
    mirrored: switches.flip && mirrored,
    back: switches.placement ? invert(placement) : identitySimilarity,
  };
  const target = sample(pixels, side, 3, place);
  const input = switches.warp ? sample(pixels, side, 3, place, enlargeWarp(warp, side)) : target.slice();
  if (switches.colourJitter) jitterColours(input, colours);
  return { input, target, mask: sample(mask, side, 1, place) };
}

/** Where pixels are taken from. */
interface Place {
  /** From the result to the picture, or to its mirror image. */
  readonly back: Similarity;
  readonly mirrored: boolean;
}

/**
 * Takes pixels from elsewhere in a picture, with bilinear interpolation; beyond its edges it goes on as it ends.
 * @param picture [side, side, channels] bytes. @returns the same shape, values 0 to 1.
 */
function sample(
  picture: Uint8Array,
  side: number,
  channels: number,
  { back, mirrored }: Place,
  warp?: Displacement,
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
      const x0 = channels * inside(left, side);
      const x1 = channels * inside(left + 1, side);
      const y0 = channels * side * inside(top, side);
      const y1 = channels * side * inside(top + 1, side);
      for (let c = 0; c < channels; c++) {
        const above = picture[y0 + x0 + c] * (1 - right) + picture[y0 + x1 + c] * right;
        const below = picture[y1 + x0 + c] * (1 - right) + picture[y1 + x1 + c] * right;
        result[channels * at + c] = (above * (1 - down) + below * down) / 255;
      }
    }
  }
  return result;
}

const inside = (i: number, side: number): number => (i < 0 ? 0 : i >= side ? side - 1 : i);
