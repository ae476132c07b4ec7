/** The gradient of a function of some numbers, by central differences: of order h², exact for a parabola. */
export const centralDifferences = (
  f: (values: readonly number[]) => number,
  at: readonly number[],
  h: number,
): number[] =>
  at.map((value, i) => {
    const moved = (by: number) => f(at.with(i, value + by));
    return (moved(h) - moved(-h)) / (2 * h);
  });

/** Numbers from 0 to 1 that look random. @param stride makes different ones; no multiple of 101. */
export const scattered = (length: number, stride: number): number[] =>
  Array.from({ length }, (_, i) => ((i * stride) % 101) / 100);
