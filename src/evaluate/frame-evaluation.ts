import type { TrueFrame } from '../faces/frame.ts';
import { flickerBetween, type KeyedFrame } from './flicker.ts';
import { finiteOrNull, Mean } from './mean.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';
import { swapScore } from './swap-score.ts';

/** A whole frame of a driving clip, converted. */
export interface ConvertedFrame {
  /** A's frame: [size, size, 3] bytes. */
  readonly original: Uint8Array;
  /** The frame with the swapped face in it, as large. */
  readonly converted: Uint8Array;
  /** The frame key: what the converted frame should show. */
  readonly key: Pick<TrueFrame, 'size' | 'pixels' | 'faceMask'>;
}

/**
 * How good converted frames are. All but the flicker are means over the frames, over the key's inner face; null is what there is
 * nothing to tell from, as is the PSNR of frames that are the key to the bit.
 */
export interface FrameScores {
  /** Of the converted frames against their keys: mean absolute error, 0 to 255. */
  readonly swapError: number | null;
  /** Of the frames as they were. */
  readonly noSwapError: number | null;
  /** 1 is the key to the pixel, 0 leaves A as it was. */
  readonly swapScore: number | null;
  readonly psnr: number | null;
  readonly ssim: number | null;
  /** How much the error changes from one frame to the next, 0 to 255. */
  readonly flicker: number | null;
  /** Swap errors frame by frame. */
  readonly frameErrors: readonly (number | null)[];
}

/** What converted frames are worth, and what they are worth if the crop key is put back instead of what was painted. */
export interface FrameReport {
  readonly swap: FrameScores;
  readonly key: FrameScores;
}

/** Scores converted frames of one clip, one at a time and in order; two at most are held. */
export class FrameEvaluation {
  readonly #swap = new Mean();
  readonly #unswapped = new Mean();
  readonly #psnr = new Mean();
  readonly #ssim = new Mean();
  readonly #flicker = new Mean();
  readonly #frameErrors: (number | null)[] = [];
  #before: KeyedFrame | undefined;

  /** The clip's next frame. @throws RangeError if its pictures are not of the key's size, or that of the frame before. */
  add({ original, converted, key: { size, pixels, faceMask } }: ConvertedFrame): void {
    const swap = new Float32Array(converted);
    const key = new Float32Array(pixels);
    const mask = new Float32Array(faceMask).map((value) => value / 255);
    const error = meanAbsoluteError(swap, key, mask);
    this.#swap.add(error);
    this.#unswapped.add(meanAbsoluteError(new Float32Array(original), key, mask));
    this.#psnr.add(psnr(swap, key, mask));
    this.#ssim.add(ssim(swap, key, size, size, mask));
    this.#frameErrors.push(finiteOrNull(error));
    const now = { swap, key, mask };
    if (this.#before) this.#flicker.add(flickerBetween(this.#before, now));
    this.#before = now;
  }

  /** The scores of all that was added so far. */
  result(): FrameScores {
    const swapError = this.#swap.value;
    const noSwapError = this.#unswapped.value;
    return {
      swapError,
      noSwapError,
      swapScore: finiteOrNull(swapScore(swapError ?? NaN, noSwapError ?? NaN)),
      psnr: this.#psnr.value,
      ssim: this.#ssim.value,
      flicker: this.#flicker.value,
      frameErrors: [...this.#frameErrors],
    };
  }
}
