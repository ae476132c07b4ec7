import type { GroundTruthCrop } from '../extract/ground-truth-crop.ts';
import { finiteOrNull, Mean } from './mean.ts';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { psnr } from './psnr.ts';
import { regionMasks, regionNames, type RegionName } from './regions.ts';
import { ssim } from './ssim.ts';
import { swapScore } from './swap-score.ts';

/** [side, side, 3] values 0 to 255. */
type Pixels = Uint8Array | Float32Array;

/** A frame of a driving clip, swapped. */
export interface SwappedCrop {
  /** A's crop. */
  readonly crop: Pixels;
  /** What decoder B paints from it. */
  readonly painted: Pixels;
  /** The crop key: what decoder B should paint. */
  readonly key: GroundTruthCrop;
}

/** A frame that was never trained on, of B, painted as B. */
export interface ReconstructedCrop {
  readonly painted: Pixels;
  /** B's own crop. */
  readonly key: GroundTruthCrop;
}

/**
 * How good a swap is in one region of the face. Errors are means over the frames of each frame's mean absolute error, 0 to 255,
 * over what of the region is inner face in the key. Null is what there is nothing to tell from.
 */
export interface RegionScores {
  /** Of what decoder B paints from A's crop, against the crop key. */
  readonly swapError: number | null;
  /** Of A's crop itself: what not swapping at all costs. */
  readonly noSwapError: number | null;
  /** Of B's average aligned face, the same for every frame: a swap must beat it. */
  readonly meanFaceError: number | null;
  /** Of what decoder B paints from B's own held-out crops, against these: as good as decoder B can be. */
  readonly reconstructionError: number | null;
  /** 1 is B to the pixel, 0 leaves A as it was. */
  readonly swapScore: number | null;
  /** The score of B's average aligned face. */
  readonly meanFaceScore: number | null;
  /** What it costs to cross from A's faces to B's decoder: swap error − reconstruction error. */
  readonly transferGap: number | null;
}

/** The score of one direction A→B. Its own errors are those of the whole inner face. */
export interface SwapScores extends RegionScores {
  /** Means over the frames, of the inner face; the PSNR without those that are the key to the bit, for which it is infinite. */
  readonly psnr: number | null;
  readonly ssim: number | null;
  readonly regions: Readonly<Record<RegionName, RegionScores>>;
  /** Swap errors of the inner face, frame by frame: to find the worst. */
  readonly frameErrors: readonly (number | null)[];
}

/** Scores a swap A→B over a driving clip, a crop at a time, so that no clip need be held. */
export class SwapEvaluation {
  readonly #side: number;
  readonly #averageFace: Float32Array;
  readonly #regions = new Map(regionNames.map((name) => [name, new RegionErrors()]));
  readonly #psnr = new Mean();
  readonly #ssim = new Mean();
  readonly #frameErrors: (number | null)[] = [];

  /** @param side pixels a side of all crops. @param meanFace B's: [side, side, 3] values 0 to 255. */
  constructor(side: number, meanFace: Float32Array) {
    this.#side = side;
    this.#averageFace = meanFace;
  }

  /** The next frame of the driving clip. @throws RangeError if a picture is not of the side's size. */
  add({ crop, painted, key }: SwappedCrop): void {
    const truth = floats(key.pixels);
    const swap = floats(painted);
    const original = floats(crop);
    const masks = this.#masksOf(key);
    for (const [name, errors] of this.#regions) {
      const error = (picture: Float32Array) => meanAbsoluteError(picture, truth, masks[name]);
      errors.swap.add(error(swap));
      errors.noSwap.add(error(original));
      errors.meanFace.add(error(this.#averageFace));
    }
    this.#frameErrors.push(finiteOrNull(meanAbsoluteError(swap, truth, masks.face)));
    this.#psnr.add(psnr(swap, truth, masks.face));
    this.#ssim.add(ssim(swap, truth, this.#side, this.#side, masks.face));
  }

  /** A held-out frame of B. @throws RangeError if a picture is not of the side's size. */
  addReconstruction({ painted, key }: ReconstructedCrop): void {
    const truth = floats(key.pixels);
    const masks = this.#masksOf(key);
    for (const [name, errors] of this.#regions) {
      errors.reconstruction.add(meanAbsoluteError(floats(painted), truth, masks[name]));
    }
  }

  /** The scores of all that was added so far. */
  result(): SwapScores {
    const regions = Object.fromEntries(
      [...this.#regions].map(([name, errors]) => [name, errors.scores()]),
    ) as Record<RegionName, RegionScores>;
    return {
      ...regions.face,
      psnr: this.#psnr.value,
      ssim: this.#ssim.value,
      regions,
      frameErrors: [...this.#frameErrors],
    };
  }

  #masksOf({ mask, landmarks }: GroundTruthCrop): Record<RegionName, Float32Array> {
    return regionMasks(
      landmarks,
      floats(mask).map((value) => value / 255),
      this.#side,
    );
  }
}

/** The errors of one region so far. */
class RegionErrors {
  readonly swap = new Mean();
  readonly noSwap = new Mean();
  readonly meanFace = new Mean();
  readonly reconstruction = new Mean();

  scores(): RegionScores {
    const swapError = this.swap.value;
    const noSwapError = this.noSwap.value;
    const meanFaceError = this.meanFace.value;
    const reconstructionError = this.reconstruction.value;
    // A null stands for NaN, and so does all that follows from it.
    const score = (error: number | null) => finiteOrNull(swapScore(error ?? NaN, noSwapError ?? NaN));
    return {
      swapError,
      noSwapError,
      meanFaceError,
      reconstructionError,
      swapScore: score(swapError),
      meanFaceScore: score(meanFaceError),
      transferGap: finiteOrNull((swapError ?? NaN) - (reconstructionError ?? NaN)),
    };
  }
}

const floats = (values: Pixels): Float32Array => new Float32Array(values);
