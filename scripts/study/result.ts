import { JanusError } from '../../src/errors.ts';
import type { SwapScores } from '../../src/evaluate/swap-evaluation.ts';
import type { Start } from '../../src/train/config/names.ts';
import type { Direction } from '../../src/pipeline/score.ts';
import type { Group } from './trial.ts';

/** What one direction of a trial came to. Errors are mean absolute errors, 0 to 255. */
export interface Result {
  /** What was measured: see `fingerprintOf`. */
  readonly fingerprint: string;
  readonly group: Group;
  readonly variant: string;
  readonly start: Start;
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  /** How unlike the two people are: the mean difference of their mean faces' pixels, 0 to 255. */
  readonly unlike: number;
  readonly machine: string;
  /** The day, as 2026-01-31. */
  readonly date: string;
  readonly steps: number;
  /** Of training. */
  readonly seconds: number;
  readonly scores: Scores;
  /** Skill on the validation set while it trained: seconds and skill. */
  readonly curve: readonly (readonly [seconds: number, skill: number])[];
  /** Of whole frames, if they were scored. */
  readonly frames?: FrameScores;
}

/** Of the crops of a driving clip. */
export interface Scores {
  readonly skill: number;
  readonly eyes: number;
  readonly mouth: number;
  readonly swapError: number;
  readonly meanFaceError: number;
  readonly lightError: number;
  readonly noSwapError: number;
  readonly reconstructionError: number;
  readonly skillOfPerfect: number;
  readonly ssim: number;
  /** Results from before it was a score have none. */
  readonly sharpness?: number;
  /** Correlations of what a probe estimates from the swap with what the filmed person did. */
  readonly yaw: number;
  readonly mouthFollows: number;
  readonly lids: number;
  readonly likeness: number;
  readonly identityAccuracy: number;
}

export interface FrameScores {
  readonly skill: number;
  readonly pastingError: number;
  readonly skillOfPerfect: number;
}

/** A score that there must be. @throws JanusError where there is nothing to measure: the trial is at fault. */
function known(value: number | null, what: string): number {
  if (value === null) throw new JanusError(`A trial has no ${what}.`);
  return value;
}

/** A correlation; a swap that never changes follows nothing. */
const follows = (correlation: number | null): number => correlation ?? 0;

/** The figures of a scored direction. */
export function scoresOf({ cropScores, probes }: Pick<Direction, 'cropScores' | 'probes'>): Scores {
  const skillIn = (region: keyof SwapScores['regions']) =>
    known(cropScores.regions[region].skill, `skill of the ${region}`);
  const { pose, likeness, identityAccuracy } = probes.swap;
  return {
    skill: skillIn('face'),
    eyes: skillIn('eyes'),
    mouth: skillIn('mouth'),
    swapError: known(cropScores.swapError, 'swap error'),
    meanFaceError: known(cropScores.meanFaceError, 'error of the mean face'),
    lightError: known(cropScores.fittedMeanFaceError, 'error of the fitted mean face'),
    noSwapError: known(cropScores.noSwapError, 'error without a swap'),
    reconstructionError: known(cropScores.reconstructionError, 'reconstruction error'),
    skillOfPerfect: known(cropScores.skillOfPerfect, 'skill of a perfect decoder'),
    ssim: known(cropScores.ssim, 'SSIM'),
    sharpness: known(cropScores.sharpness, 'sharpness'),
    yaw: follows(pose.yaw),
    mouthFollows: follows(pose.mouthOpen),
    lids: follows(pose.lids),
    likeness: known(likeness, 'likeness'),
    identityAccuracy: known(identityAccuracy, 'identity accuracy'),
  };
}

/** The figures of a direction's whole frames. */
export const frameScoresOf = ({ frameScores }: Pick<Direction, 'frameScores'>): FrameScores => ({
  skill: known(frameScores.skill, 'skill of frames'),
  pastingError: known(frameScores.pastingError, 'pasting error'),
  skillOfPerfect: known(frameScores.skillOfPerfect, 'skill of perfect frames'),
});
