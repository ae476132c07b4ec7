import type { Random } from '../../faces/index.ts';

/** A uniform random number from −`limit` to `limit`. */
export const uniformAround0 = (random: Random, limit: number): number => limit * (2 * random.unit() - 1);
