import { expectLength } from '../convert/expect-length.ts';
import { clamp } from '../faces/exact/arithmetic.ts';

/**
 * Pearson's correlation of two series of numbers: 1 if one is a rising straight line of the other, −1 if a falling one, 0
 * if neither follows the other (K. Pearson, "Note on regression and inheritance in the case of two parents", 1895).
 * @returns −1 to 1; NaN where it has no meaning, since a series is constant or has fewer than two numbers.
 * @throws RangeError if their lengths differ.
 */
export function correlation(a: readonly number[], b: readonly number[]): number {
  expectLength('second series', b, a.length);
  // Asked for, and not left to the division below: a constant series may be off its mean by a rounding.
  if (isConstant(a) || isConstant(b)) return NaN;
  const fromMeanA = centred(a);
  const fromMeanB = centred(b);
  const r = dot(fromMeanA, fromMeanB) / Math.sqrt(dot(fromMeanA, fromMeanA) * dot(fromMeanB, fromMeanB));
  return clamp(r, -1, 1);
}

const isConstant = (values: readonly number[]): boolean => values.every((value) => value === values[0]);

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);
