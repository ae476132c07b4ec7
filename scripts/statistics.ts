/** The mean of some values; NaN of none. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The value below which a part of the values lies, with linear interpolation. @param part 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** The value in the middle, or the mean of the two there. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Standard deviation of a sample; NaN of fewer than two values. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** Standard error of the mean of a sample; NaN of fewer than two values. */
export const standardError = (values: readonly number[]): number =>
  deviation(values) / Math.sqrt(values.length);

/** Values by a key, in the order in which the keys come. */
export function groupBy<Value, Key>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): Map<Key, Value[]> {
  const grouped = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const known = grouped.get(key);
    if (known) known.push(value);
    else grouped.set(key, [value]);
  }
  return grouped;
}
