import type { Result } from './result.ts';

/**
 * The same results with skills that can be compared. Skill is measured over the mean face of the training faces;
 * where they are fewer, or only look to one side, that is another mean face, and worse. Here each swap's skill
 * is measured over one mean face, that of the first of its variants.
 */
export function onOneBaseline(results: readonly Result[]): Result[] {
  const errors = new Map<string, number>();
  return results.map((result) => {
    const { from, to, scores } = result;
    const swap = `${from} ${to}`;
    const meanFaceError = errors.get(swap) ?? scores.meanFaceError;
    errors.set(swap, meanFaceError);
    return { ...result, scores: { ...scores, meanFaceError, skill: 1 - scores.swapError / meanFaceError } };
  });
}
