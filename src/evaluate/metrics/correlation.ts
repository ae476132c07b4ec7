import { expectLength } from '../../convert/expect-length.ts';
import { clamp } from '../../faces/exact/arithmetic.ts';

/** Fewer pairs always lie on a line: their correlation is ±1, even of noise. */
const MIN_PAIRS = 3;

/**
 * Pearson's correlation of two series of numbers: 1 if one is a rising straight line of the other, −1 if a
 * falling one, 0 if neither follows the other (K. Pearson, "Note on regression and inheritance in the case of
 * two parents", 1895). Series are scaled first, so that neither very large nor very small numbers overflow or
 * underflow when squared.
 * @returns −1 to 1; NaN where it has no meaning: for a constant series, fewer than three pairs, or a number
 * that is not finite.
 * @throws RangeError if their lengths differ.
 */
export function correlation(a: readonly number[], b: readonly number[]): number {
  expectLength('second series', b, a.length);
  // Checked here, not by the division below: rounding may leave a constant series slightly off its mean.
  if (a.length < MIN_PAIRS || isConstant(a) || isConstant(b)) return NaN;
  const x = centred(scaled(a));
  const y = centred(scaled(b));
  return clamp(dot(x, y) / (Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y))), -1, 1);
}

const isConstant = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

/** Values divided by the largest of them: −1 to 1. */
function scaled(values: readonly number[]): number[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.map((value) => value / largest);
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
