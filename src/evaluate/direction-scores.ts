import type { FrameScores } from './frame-evaluation.ts';
import type { PoseCorrelation } from './probes/pose-correlation.ts';
import type { ProbeReport } from './probes/probe-report.ts';
import type { RegionName } from './regions.ts';
import type { RegionScores, SwapScores } from './swap-evaluation.ts';

/**
 * All scores of one direction A→B as JSON holds them: of `scores.json`, `evaluate --json` and `demo --json`.
 * Errors are of crops, 0 to 255, over the crop key's inner face, unless they are under `frames`. Null if
 * there is nothing to measure.
 */
export interface DirectionScores extends Omit<RegionScores, 'skillOfPerfect'> {
  /** Names of people. */
  readonly from: string;
  readonly to: string;
  /** {@link FrameScores.pastingError}. */
  readonly pastingError: number | null;
  /** What a perfect decoder would have: 1. */
  readonly skillOfPerfect: { readonly crops: number | null; readonly frames: number | null };
  /** Peak signal-to-noise ratio of the crops, in dB. */
  readonly psnr: number | null;
  /** Structural similarity of the crops, −1 to 1 (Wang et al. 2004). */
  readonly ssim: number | null;
  /** How sharp the crops are beside the crop keys: 1 is as sharp, below is blurred. */
  readonly sharpness: number | null;
  /** How much nearer to B than to A: 0 as A was filmed, 1 as the crop key. */
  readonly likeness: number | null;
  /** The fraction of frames in which a probe takes the swap for B, 0 to 1. */
  readonly identityAccuracy: number | null;
  readonly regions: Readonly<Record<RegionName, RegionScores>>;
  readonly frames: Omit<FrameScores, 'skillOfPerfect' | 'frameErrors'> & {
    /** The largest swap error of a frame. */
    readonly worst: number | null;
  };
  /** Pose correlations of the swap, and of the crop key: the best that a swap can be expected to reach. */
  readonly probes: { readonly swap: PoseCorrelation; readonly key: PoseCorrelation };
}

/** The measurements of one direction. */
export interface MeasuredDirection {
  readonly cropScores: SwapScores;
  readonly frameScores: FrameScores;
  readonly probes: ProbeReport;
}

/** Gathers the scores of one direction. @param from and @param to names of people. */
export function directionScores(
  from: string,
  to: string,
  { cropScores: crops, frameScores: frames, probes }: MeasuredDirection,
): DirectionScores {
  const { swap, key } = probes;
  const scored = frames.frameErrors.filter((error) => error !== null);
  return {
    from,
    to,
    skill: crops.skill,
    swapError: crops.swapError,
    meanFaceError: crops.meanFaceError,
    fittedMeanFaceError: crops.fittedMeanFaceError,
    skillOfFittedMeanFace: crops.skillOfFittedMeanFace,
    noSwapError: crops.noSwapError,
    reconstructionError: crops.reconstructionError,
    transferGap: crops.transferGap,
    pastingError: frames.pastingError,
    skillOfPerfect: { crops: crops.skillOfPerfect, frames: frames.skillOfPerfect },
    psnr: crops.psnr,
    ssim: crops.ssim,
    sharpness: crops.sharpness,
    likeness: swap.likeness,
    identityAccuracy: swap.identityAccuracy,
    regions: crops.regions,
    frames: {
      skill: frames.skill,
      swapError: frames.swapError,
      meanFaceError: frames.meanFaceError,
      pastingError: frames.pastingError,
      frameError: frames.frameError,
      flicker: frames.flicker,
      psnr: frames.psnr,
      ssim: frames.ssim,
      worst: scored.length > 0 ? Math.max(...scored) : null,
    },
    probes: { swap: swap.pose, key: key.pose },
  };
}
