import type { SwapScores } from '../../src/evaluate/swap-evaluation.ts';
import type { Start } from '../../src/train/names.ts';
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

/** A score that there must be: where there is nothing to measure, the trial is at fault. */
const known = (value: number | null): number => value ?? NaN;

/** The figures of a scored direction. */
export function scoresOf({ cropScores, probes }: Pick<Direction, 'cropScores' | 'probes'>): Scores {
  const skillIn = (region: keyof SwapScores['regions']) => known(cropScores.regions[region].skill);
  const { pose, likeness, identityAccuracy } = probes.swap;
  return {
    skill: skillIn('face'),
    eyes: skillIn('eyes'),
    mouth: skillIn('mouth'),
    swapError: known(cropScores.swapError),
    meanFaceError: known(cropScores.meanFaceError),
    lightError: known(cropScores.fittedMeanFaceError),
    noSwapError: known(cropScores.noSwapError),
    reconstructionError: known(cropScores.reconstructionError),
    skillOfPerfect: known(cropScores.skillOfPerfect),
    ssim: known(cropScores.ssim),
    yaw: known(pose.yaw),
    mouthFollows: known(pose.mouthOpen),
    lids: known(pose.lids),
    likeness: known(likeness),
    identityAccuracy: known(identityAccuracy),
  };
}

/** The figures of a direction's whole frames. */
export const frameScoresOf = ({ frameScores }: Pick<Direction, 'frameScores'>): FrameScores => ({
  skill: known(frameScores.skill),
  pastingError: known(frameScores.pastingError),
  skillOfPerfect: known(frameScores.skillOfPerfect),
});
