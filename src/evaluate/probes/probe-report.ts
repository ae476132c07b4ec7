import type { PoseCorrelation } from './pose-correlation.ts';

/** What the probes estimate in faces that should show B. */
export interface ProbeScores {
  readonly pose: PoseCorrelation;
  /** How much nearer to B than to A the faces are: see `likeness`. */
  readonly likeness: number | null;
  /**
   * The fraction of frames in which the face is nearest to B among the run's people and the cast, 0 to 1: the ID retrieval of
   * L. Li et al., "FaceShifter: towards high fidelity and occlusion aware face swapping", 2019.
   */
  readonly identityAccuracy: number | null;
}

/**
 * What the probes estimate in a swap, and in the crop keys: the best that a swap can be expected to reach.
 */
export interface ProbeReport {
  readonly swap: ProbeScores;
  readonly key: ProbeScores;
}
