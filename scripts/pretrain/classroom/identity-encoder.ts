import type { Identity } from '../../../src/faces/index.ts';
import { populationPerson } from '../population.ts';

/** People from whom means and standard deviations are computed. */
const MANY = 2000;

/**
 * Encodes an identity as numbers, standardised to mean 0 and standard deviation 1: sizes, colours, and styles
 * one-hot.
 */
export class IdentityEncoder {
  readonly #keys: readonly string[];
  readonly #means: readonly number[];
  readonly #spreads: readonly number[];

  constructor() {
    const people = Array.from({ length: MANY }, (_, i) => new Map(numbersOf(populationPerson(i))));
    this.#keys = [...new Set(people.flatMap((numbers) => [...numbers.keys()]))].sort();
    const meanOf = (term: (numbers: Map<string, number>) => number) =>
      people.reduce((sum, numbers) => sum + term(numbers), 0) / MANY;
    this.#means = this.#keys.map((key) => meanOf((numbers) => numbers.get(key) ?? 0));
    this.#spreads = this.#keys.map((key, i) =>
      Math.sqrt(meanOf((numbers) => ((numbers.get(key) ?? 0) - this.#means[i]) ** 2)),
    );
  }

  get size(): number {
    return this.#keys.length;
  }

  of(identity: Identity): number[] {
    const numbers = new Map(numbersOf(identity));
    return this.#keys.map((key, i) => ((numbers.get(key) ?? 0) - this.#means[i]) / (this.#spreads[i] || 1));
  }
}

type Part = number | string | { readonly [name: string]: Part };

/** All fields of an identity as numbers, with their paths. Seeds are left out: their values have no order. */
function numbersOf(part: Part, place = ''): [string, number][] {
  if (typeof part === 'number') return /seed$/i.test(place) ? [] : [[place, part]];
  if (typeof part === 'object') {
    return Object.entries(part).flatMap(([name, inner]) => numbersOf(inner, `${place}.${name}`));
  }
  if (!part.startsWith('#')) return [[`${place}=${part}`, 1]];
  return [1, 3, 5].map((i) => [`${place}.${i}`, parseInt(part.slice(i, i + 2), 16) / 255]);
}

/** The same person in a flipped picture. */
export const mirrorIdentity = (identity: Identity): Identity => ({
  ...identity,
  hair: { ...identity.hair, side: identity.hair.side === 1 ? -1 : 1 },
});
