import type { GroundTruthCrop } from '../extract/ground-truth-crop.ts';
import { fitGainOffset } from './metrics/gain-offset.ts';
import { finiteOrNull, Mean } from './metrics/mean.ts';
import { meanAbsoluteError } from './metrics/mean-absolute-error.ts';
import { psnr } from './metrics/psnr.ts';
import { regionMasks, regionNames, type RegionName } from './regions.ts';
import { highFrequencies, sharpness } from './metrics/sharpness.ts';
import { skill } from './metrics/skill.ts';
import { ssim } from './metrics/ssim.ts';

/** [side, side, 3] values 0 to 255. */
type Pixels = Uint8Array | Float32Array;

/** A frame of a driving clip, swapped. */
export interface SwappedCrop {
  /** A's crop. */
  readonly original: Pixels;
  /** What decoder B predicts from A's crop. */
  readonly swap: Pixels;
  /** What decoder B predicts from the crop key. */
  readonly reconstruction: Pixels;
  /** The crop key, the ground truth of the swap: pixels, mask and landmarks in one alignment, B's own. */
  readonly key: GroundTruthCrop;
}

/**
 * How good a swap is in one region of the face. Errors are means over the frames of each frame's mean
 * absolute error from the crop key, 0 to 255, over the key's inner face in that region. Null if there is
 * nothing to measure.
 */
export interface RegionScores {
  /** 1 − swap error ÷ mean-face error: see {@link skill}. */
  readonly skill: number | null;
  /** Of what decoder B predicts from A's crop. */
  readonly swapError: number | null;
  /** Of B's mean face, the same still picture for every frame: the baseline. */
  readonly meanFaceError: number | null;
  /**
   * Of B's mean face after {@link fitGainOffset} to each key's inner face: a baseline that follows the light
   * alone.
   */
  readonly fittedMeanFaceError: number | null;
  /** Of that baseline. */
  readonly skillOfFittedMeanFace: number | null;
  /** Of A's crop as it is. */
  readonly noSwapError: number | null;
  /** Of what decoder B predicts from the crop key itself: B's own face in the same pose and light. */
  readonly reconstructionError: number | null;
  /**
   * Swap error − reconstruction error: what is lost because A drives, and not B. Not below 0, but for noise.
   */
  readonly transferGap: number | null;
  /** Of a perfect decoder, one that predicts the crop key, measured as a swap is: 1. */
  readonly skillOfPerfect: number | null;
}

/** The scores of one direction A→B. Its own skill and errors are those of the whole inner face. */
export interface SwapScores extends RegionScores {
  /**
   * Mean over the frames, of the inner face, in decibels; without frames that equal the key, whose PSNR is
   * infinite.
   */
  readonly psnr: number | null;
  /** Mean over the frames, of the inner face. */
  readonly ssim: number | null;
  /** Beside the key, of the inner face: see {@link sharpness}. */
  readonly sharpness: number | null;
  readonly regions: Readonly<Record<RegionName, RegionScores>>;
  /** Swap errors of the inner face, frame by frame; null for a frame without a face. */
  readonly frameErrors: readonly (number | null)[];
}

/**
 * Scores the crops of a swap A→B over a driving clip, a frame at a time, so that no clip need be held in
 * memory.
 */
export class SwapEvaluation {
  readonly #side: number;
  readonly #meanFace: Float32Array;
  readonly #regions = new Map(regionNames.map((name) => [name, new RegionErrors()]));
  readonly #psnr = new Mean();
  readonly #ssim = new Mean();
  readonly #highFrequencies = { swap: new Mean(), key: new Mean() };
  readonly #frameErrors: (number | null)[] = [];

  /** @param side pixels a side of all crops. @param meanFace B's: [side, side, 3] values 0 to 255. */
  constructor(side: number, meanFace: Float32Array) {
    this.#side = side;
    this.#meanFace = meanFace;
  }

  /** The next frame of the driving clip. @throws RangeError if a picture is not of the side's size. */
  add({ original, swap, reconstruction, key }: SwappedCrop): void {
    const truth = floats(key.pixels);
    const inner = floats(key.mask).map((value) => value / 255);
    const masks = regionMasks(key.landmarks, inner, this.#side);
    const pictures = {
      swap: floats(swap),
      meanFace: this.#meanFace,
      fittedMeanFace: fitGainOffset(this.#meanFace, truth, inner),
      noSwap: floats(original),
      reconstruction: floats(reconstruction),
      perfect: truth,
    };
    for (const [name, errors] of this.#regions) errors.add(pictures, truth, masks[name]);
    this.#frameErrors.push(finiteOrNull(meanAbsoluteError(pictures.swap, truth, inner)));
    this.#psnr.add(psnr(pictures.swap, truth, inner));
    this.#ssim.add(ssim(pictures.swap, truth, this.#side, this.#side, inner));
    this.#highFrequencies.swap.add(highFrequencies(pictures.swap, this.#side, this.#side, inner));
    this.#highFrequencies.key.add(highFrequencies(truth, this.#side, this.#side, inner));
  }

  /** The scores of all frames so far. */
  result(): SwapScores {
    const regions = Object.fromEntries(
      [...this.#regions].map(([name, errors]) => [name, errors.scores()]),
    ) as Record<RegionName, RegionScores>;
    return {
      ...regions.face,
      psnr: this.#psnr.value,
      ssim: this.#ssim.value,
      sharpness: sharpness(this.#highFrequencies.swap.value, this.#highFrequencies.key.value),
      regions,
      frameErrors: [...this.#frameErrors],
    };
  }
}

/** What is compared with the crop key. */
const pictureNames = ['swap', 'meanFace', 'fittedMeanFace', 'noSwap', 'reconstruction', 'perfect'] as const;
type Pictures<Value> = Readonly<Record<(typeof pictureNames)[number], Value>>;

/** The errors of one region so far. */
class RegionErrors {
  readonly #errors = Object.fromEntries(pictureNames.map((name) => [name, new Mean()])) as Pictures<Mean>;

  add(pictures: Pictures<Float32Array>, truth: Float32Array, mask: Float32Array): void {
    for (const name of pictureNames) {
      this.#errors[name].add(meanAbsoluteError(pictures[name], truth, mask));
    }
  }

  scores(): RegionScores {
    const { swap, meanFace, fittedMeanFace, noSwap, reconstruction, perfect } = this.#errors;
    const skillOf = (error: Mean) => skill(error.value, meanFace.value);
    return {
      skill: skillOf(swap),
      swapError: swap.value,
      meanFaceError: meanFace.value,
      fittedMeanFaceError: fittedMeanFace.value,
      skillOfFittedMeanFace: skillOf(fittedMeanFace),
      noSwapError: noSwap.value,
      reconstructionError: reconstruction.value,
      transferGap:
        swap.value === null || reconstruction.value === null ? null : swap.value - reconstruction.value,
      skillOfPerfect: skillOf(perfect),
    };
  }
}

const floats = (values: Pixels): Float32Array => new Float32Array(values);
