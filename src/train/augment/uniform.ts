import type { Random } from '../../faces/index.ts';

/** A number between −`most` and `most`, each as likely as another. */
export const uniformAround0 = (random: Random, most: number): number => most * (2 * random.unit() - 1);
