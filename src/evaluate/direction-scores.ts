import type { FrameScores } from './frame-evaluation.ts';
import type { PoseCorrelation } from './pose-correlation.ts';
import type { ProbeReport } from './probe-report.ts';
import type { RegionName } from './regions.ts';
import type { RegionScores, SwapScores } from './swap-evaluation.ts';

/**
 * All scores of one direction A→B as JSON holds them: of `scores.json`, `evaluate --json` and `demo --json`. Errors are of crops,
 * 0 to 255, over the crop key's inner face, unless they are under `frames`. Null if there is nothing to measure.
 */
export interface DirectionScores extends Omit<RegionScores, 'skillOfPerfect'> {
  /** Names of people. */
  readonly from: string;
  readonly to: string;
  /** {@link FrameScores.pastingError}. */
  readonly pastingError: number | null;
  /** What a perfect decoder would have: 1. */
  readonly skillOfPerfect: { readonly crops: number | null; readonly frames: number | null };
  readonly psnr: number | null;
  readonly ssim: number | null;
  /** {@link ProbeReport} of the swap. */
  readonly likeness: number | null;
  readonly identityAccuracy: number | null;
  readonly regions: Readonly<Record<RegionName, RegionScores>>;
  readonly frames: Omit<FrameScores, 'skillOfPerfect' | 'frameErrors'> & {
    /** The largest swap error of a frame. */
    readonly worst: number | null;
  };
  /** Pose correlations of the swap, and of the crop key: the most that can be expected. */
  readonly probes: { readonly swap: PoseCorrelation; readonly key: PoseCorrelation };
}

/** What was measured of one direction. */
export interface MeasuredDirection {
  readonly crops: SwapScores;
  readonly frames: FrameScores;
  readonly probes: ProbeReport;
}

/** Gathers the scores of one direction. @param from and @param to names of people. */
export function directionScores(
  from: string,
  to: string,
  { crops, frames, probes }: MeasuredDirection,
): DirectionScores {
  const { skillOfPerfect, frameErrors: _, regions, psnr, ssim, ...errors } = crops;
  const { skillOfPerfect: framesOfPerfect, frameErrors, ...frameScores } = frames;
  const scored = frameErrors.filter((error) => error !== null);
  return {
    from,
    to,
    ...errors,
    pastingError: frames.pastingError,
    skillOfPerfect: { crops: skillOfPerfect, frames: framesOfPerfect },
    psnr,
    ssim,
    likeness: probes.swap.likeness,
    identityAccuracy: probes.swap.identityAccuracy,
    regions,
    frames: { ...frameScores, worst: scored.length > 0 ? Math.max(...scored) : null },
    probes: { swap: probes.swap.pose, key: probes.key.pose },
  };
}
