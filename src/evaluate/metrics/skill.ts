/**
 * Skill of a prediction over a baseline, 1 − error ÷ baseline error (A. H. Murphy, "Skill scores based on the
 * mean square error and their relationships to the correlation coefficient", Monthly Weather Review 116(12),
 * 1988; here of mean absolute errors). The baseline is B's mean face: 0 is no better than one still picture
 * of B, 1 is B to the pixel, below 0 is worse than the still picture.
 * @param error the swap error, 0 to 255; null if there is none. @param baselineError the mean face's error on
 * the same pixels.
 * @returns at most 1; null if either is null, or the baseline has no error: then there is nothing to gain.
 */
export const skill = (error: number | null, baselineError: number | null): number | null =>
  error !== null && baselineError !== null && baselineError > 0 ? 1 - error / baselineError : null;
