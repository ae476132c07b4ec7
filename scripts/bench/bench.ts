import { median } from '../statistics.ts';

/** One figure of a benchmark: the median over its rounds, in the unit named. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A benchmark: measures and reports figures, a line each as they come. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  run(report: (figure: Figure) => void): void | Promise<void>;
}

/**
 * Milliseconds that one call of `work` takes: the median over rounds, each the mean of a pass over all items.
 * The first rounds, which warm the engine up, do not count.
 */
export function medianTime(rounds: number, items: number, work: (item: number) => void): number {
  const WARM_UP = 2;
  const times: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const start = performance.now();
    for (let item = 0; item < items; item++) work(item);
    if (round >= 0) times.push((performance.now() - start) / items);
  }
  return median(times);
}
