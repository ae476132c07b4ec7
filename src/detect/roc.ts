/**
 * A point of a ROC curve: what happens if a crop is called a swap whose score is the threshold or more.
 */
export interface RocPoint {
  /** Infinity at the curve's beginning, where nothing is called a swap. */
  readonly threshold: number;
  /** The part of the renders that are called swaps, 0 to 1. */
  readonly falsePositiveRate: number;
  /** The part of the swaps that are called swaps, 0 to 1. */
  readonly truePositiveRate: number;
}

/**
 * The receiver operating characteristic of a detector: a point for each score that occurs, from the highest
 * down, after the point (0, 0); the last is (1, 1).
 * @param scores of crops, higher where they look more like swaps. @param isSwap of each crop.
 * @throws RangeError if there is no swap or no render, if there are not as many scores as labels, or a score is
 * not finite.
 */
export function rocCurve(scores: readonly number[], isSwap: readonly boolean[]): RocPoint[] {
  const { tallies, renders, swaps } = tally(scores, isSwap);
  let falsePositives = 0;
  let truePositives = 0;
  const points = tallies.map((tied) => {
    falsePositives += tied.renders;
    truePositives += tied.swaps;
    return {
      threshold: tied.score,
      falsePositiveRate: falsePositives / renders,
      truePositiveRate: truePositives / swaps,
    };
  });
  return [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }, ...points];
}

/**
 * The area under the ROC curve: how probably a swap has a higher score than a render, where a tie counts one half.
 * It is the Mann–Whitney statistic over the number of pairs (A. P. Bradley, "The use of the area under the ROC
 * curve in the evaluation of machine learning algorithms", Pattern Recognition 30(7), 1997).
 * @returns 0 to 1; 0.5 is chance.
 * @throws as {@link rocCurve}.
 */
export function auc(scores: readonly number[], isSwap: readonly boolean[]): number {
  const { tallies, renders, swaps } = tally(scores, isSwap);
  let rendersBelow = renders;
  let won = 0;
  for (const tied of tallies) {
    rendersBelow -= tied.renders;
    won += tied.swaps * (rendersBelow + tied.renders / 2);
  }
  return won / (swaps * renders);
}

/**
 * The part of the crops that are told rightly if those are called swaps whose score is the threshold or more.
 * @returns 0 to 1.
 * @throws as {@link rocCurve}.
 */
export function accuracyAt(threshold: number, scores: readonly number[], isSwap: readonly boolean[]): number {
  expectScores(scores, isSwap);
  return scores.filter((score, i) => score >= threshold === isSwap[i]).length / scores.length;
}

/**
 * The best that any threshold reaches in balanced accuracy, the mean of the parts of swaps and of renders that
 * are told rightly, and the highest threshold that reaches it.
 * @returns an accuracy of 0.5 to 1; at 0.5 the threshold may be Infinity, which calls nothing a swap.
 * @throws as {@link rocCurve}.
 */
export function bestBalancedAccuracy(
  scores: readonly number[],
  isSwap: readonly boolean[],
): { readonly threshold: number; readonly accuracy: number } {
  return rocCurve(scores, isSwap)
    .map(({ threshold, falsePositiveRate, truePositiveRate }) => ({
      threshold,
      accuracy: (truePositiveRate + 1 - falsePositiveRate) / 2,
    }))
    .reduce((best, point) => (point.accuracy > best.accuracy ? point : best));
}

/** How many renders and how many swaps have a score. */
interface Tally {
  readonly score: number;
  renders: number;
  swaps: number;
}

/** Renders and swaps, counted for each score from the highest down, and in all. */
function tally(scores: readonly number[], isSwap: readonly boolean[]) {
  expectScores(scores, isSwap);
  const order = scores.map((_, i) => i).sort((i, j) => scores[j] - scores[i]);
  const tallies: Tally[] = [];
  for (const i of order) {
    if (tallies.at(-1)?.score !== scores[i]) tallies.push({ score: scores[i], renders: 0, swaps: 0 });
    tallies.at(-1)![isSwap[i] ? 'swaps' : 'renders']++;
  }
  const swaps = isSwap.filter(Boolean).length;
  return { tallies, swaps, renders: isSwap.length - swaps };
}

/** @throws RangeError for scores that no curve can be drawn of. */
function expectScores(scores: readonly number[], isSwap: readonly boolean[]): void {
  if (scores.length !== isSwap.length)
    throw new RangeError(`There are ${scores.length} scores and ${isSwap.length} labels: expected as many.`);
  const odd = scores.findIndex((score) => !Number.isFinite(score));
  if (odd >= 0) throw new RangeError(`Score ${odd} is ${scores[odd]}: expected a finite number.`);
  for (const [label, what] of [
    [true, 'swaps'],
    [false, 'renders'],
  ] as const) {
    if (!isSwap.includes(label)) throw new RangeError(`There are no ${what} among the scores.`);
  }
}
