import { flickerBetween, type KeyedFrame } from './metrics/flicker.ts';
import { Mean } from './metrics/mean.ts';
import { meanAbsoluteError } from './metrics/mean-absolute-error.ts';
import { psnr } from './metrics/psnr.ts';
import { skill } from './metrics/skill.ts';
import { ssim } from './metrics/ssim.ts';

/** A whole frame of a driving clip, into which a face was put back. Each picture is [size, size, 3] bytes. */
export interface SwappedFrame {
  /** A's frame as it was filmed. */
  readonly original: Uint8Array;
  /** The frame with what decoder B predicts from A's crop. */
  readonly swap: Uint8Array;
  /** The frame with the crop key put back in the same way: what a perfect decoder would give. */
  readonly cropKey: Uint8Array;
  /** The frame with B's mean face put back in the same way. */
  readonly meanFace: Uint8Array;
  /** The frame key, drawn by the renderer: B's inner face on A's head. */
  readonly key: {
    /** Pixels a side. */
    readonly size: number;
    readonly pixels: Uint8Array;
    /** [size, size] bytes: how much of each pixel is inner face. */
    readonly faceMask: Uint8Array;
  };
}

/**
 * How good converted frames are. Errors are means over the frames of each frame's mean absolute error, 0 to
 * 255, over the frame key's inner face. Null if there is nothing to measure. Frames into which nothing was
 * pasted are not scored.
 */
export interface FrameScores {
  /**
   * 1 − swap error ÷ mean-face error: see {@link skill}. A perfect decoder, put back in the same way, has 1.
   */
  readonly skill: number | null;
  /** Of the converted swap, from the converted crop key. */
  readonly swapError: number | null;
  /** Of the converted mean face, from the converted crop key: the baseline. */
  readonly meanFaceError: number | null;
  /**
   * Of the converted crop key, from the frame key: the price of putting a face on another head, which no
   * decoder can avoid.
   */
  readonly pastingError: number | null;
  /** Of the converted swap, from the frame key: swap and pasting together. */
  readonly frameError: number | null;
  /**
   * How much the error of the swap changes from one frame to the next, 0 to 255: see {@link flickerBetween}.
   */
  readonly flicker: number | null;
  /**
   * Of the converted swap against the converted crop key, in decibels; without frames that equal it, whose
   * PSNR is infinite.
   */
  readonly psnr: number | null;
  /** Likewise. */
  readonly ssim: number | null;
  /** Of the converted crop key, measured as a swap is: 1. */
  readonly skillOfPerfect: number | null;
  /** Swap errors frame by frame; null for a frame that is not scored. */
  readonly frameErrors: readonly (number | null)[];
}

/** Scores converted frames of one clip, one at a time and in order. It keeps at most two of them. */
export class FrameEvaluation {
  readonly #errors = {
    swap: new Mean(),
    meanFace: new Mean(),
    perfect: new Mean(),
    pasting: new Mean(),
    frame: new Mean(),
  };
  readonly #psnr = new Mean();
  readonly #ssim = new Mean();
  readonly #flicker = new Mean();
  readonly #frameErrors: (number | null)[] = [];
  #before: KeyedFrame | undefined;

  /**
   * The clip's next frame.
   * @throws RangeError if its pictures are not of the key's size, or that of the frame before.
   */
  add(frame: SwappedFrame): void {
    const { size } = frame.key;
    const mask = floats(frame.key.faceMask).map((value) => value / 255);
    const swap = floats(frame.swap);
    const cropKey = floats(frame.cropKey);
    const frameKey = floats(frame.key.pixels);
    const error = (picture: Float32Array, truth: Float32Array) => meanAbsoluteError(picture, truth, mask);
    const pasted = error(floats(frame.original), cropKey) > 0;
    // Where no face was pasted, the swap and the crop key are both A's frame: their error of 0 must not count
    // as perfect.
    if (!pasted) {
      this.#frameErrors.push(null);
      this.#before = undefined;
      return;
    }
    const swapError = error(swap, cropKey);
    this.#errors.swap.add(swapError);
    this.#errors.meanFace.add(error(floats(frame.meanFace), cropKey));
    this.#errors.perfect.add(error(cropKey, cropKey));
    this.#errors.pasting.add(error(cropKey, frameKey));
    this.#errors.frame.add(error(swap, frameKey));
    this.#frameErrors.push(swapError);
    this.#psnr.add(psnr(swap, cropKey, mask));
    this.#ssim.add(ssim(swap, cropKey, size, size, mask));
    const now = { swap, key: cropKey, mask };
    if (this.#before) this.#flicker.add(flickerBetween(this.#before, now));
    this.#before = now;
  }

  /** The scores of all frames so far. */
  result(): FrameScores {
    const { swap, meanFace, perfect, pasting, frame } = this.#errors;
    return {
      skill: skill(swap.value, meanFace.value),
      swapError: swap.value,
      meanFaceError: meanFace.value,
      pastingError: pasting.value,
      frameError: frame.value,
      flicker: this.#flicker.value,
      psnr: this.#psnr.value,
      ssim: this.#ssim.value,
      skillOfPerfect: skill(perfect.value, meanFace.value),
      frameErrors: [...this.#frameErrors],
    };
  }
}

const floats = (bytes: Uint8Array): Float32Array => new Float32Array(bytes);
