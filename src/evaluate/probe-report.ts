import type { PoseCorrelation } from './pose-correlation.ts';

/** What the probes find in faces that should show B. */
export interface ProbeScores {
  readonly pose: PoseCorrelation;
  /** How much nearer to B than to A the faces are: see `likeness`. */
  readonly likeness: number | null;
  /**
   * Part of the frames in which, of all the cast, the face is nearest to B, 0 to 1: the ID retrieval of L. Li
   * et al., "FaceShifter: towards high fidelity and occlusion aware face swapping", 2019.
   */
  readonly identityAccuracy: number | null;
}

/** What the probes find in a swap, and in the crop keys: the most that can be expected of them. */
export interface ProbeReport {
  readonly swap: ProbeScores;
  readonly key: ProbeScores;
}
