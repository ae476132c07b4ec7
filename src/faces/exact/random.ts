import { tidy } from './arithmetic.ts';

/**
 * The only random number generator: sfc32 (Chris Doty-Humphrey's PractRand, public domain), in 32-bit
 * integers. Seed and stream together choose the sequence; different streams of one seed are independent.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed any integer; its low 32 bits count. @param stream names what is drawn, e.g. identities. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = Math.imul(seed, 0x9e3779b1) ^ stream;
    this.#c = (stream + 0x243f6a88) | 0;
    for (let i = 0; i < 12; i++) this.unit();
  }

  /** Uniform in [0, 1), in steps of 2⁻³². */
  unit(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  /** Uniform in [low, high], to three decimals. */
  between(low: number, high: number): number {
    return tidy(low + (high - low) * this.unit());
  }

  /** Bell-shaped in [low, high] (the mean of three uniforms: Irwin–Hall), to three decimals. */
  bell(low: number, high: number): number {
    return tidy(low + ((high - low) * (this.unit() + this.unit() + this.unit())) / 3);
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.unit() * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }
}

/** An integer hash of up to three integers, as a number in [0, 1): noise that needs no state. */
export function hash(a: number, b = 0, c = 0): number {
  let h =
    Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(c + 0x165667b1, 0x27d4eb2f);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  h = Math.imul(h, 0x297a2d39);
  h ^= h >>> 15;
  return (h >>> 0) / 4294967296;
}
