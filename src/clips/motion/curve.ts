import { mix, smoothstep } from '../../faces/exact/arithmetic.ts';
import type { Random } from '../../faces/exact/random.ts';

/**
 * A value over time: keys joined by smoothsteps, so that it neither jumps nor bends sharply. Times in
 * seconds.
 */
export class Curve {
  readonly #times: number[] = [];
  readonly #values: number[] = [];

  /**
   * Adds a key; one earlier than the last key is moved to it, so that crowded keys merge instead of jumping
   * back.
   */
  key(time: number, value: number): this {
    const last = this.#times.at(-1) ?? time;
    this.#times.push(Math.max(time, last));
    this.#values.push(value);
    return this;
  }

  /** The value at a time: that of the first key before it, of the last key after it; 0 without keys. */
  at(time: number): number {
    const times = this.#times;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return this.#values[0] ?? 0;
    const from = this.#values[low - 1];
    if (low === times.length) return from;
    return mix(from, this.#values[low], smoothstep(times[low - 1], times[low], time));
  }
}

/**
 * A curve that drifts for `seconds` between values in [low, high], a new one every 0.6 to 1.4 times `period`
 * seconds.
 */
export function wander(random: Random, seconds: number, low: number, high: number, period: number): Curve {
  const curve = new Curve();
  for (let time = 0; ; time += period * random.between(0.6, 1.4)) {
    curve.key(time, random.between(low, high));
    if (time > seconds) return curve;
  }
}
