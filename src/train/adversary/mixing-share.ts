import type { Random } from '../../faces/index.ts';

/** The parameter of the beta distribution: small, so that most mixtures are nearly of one kind. */
const SHAPE = 0.2;

/**
 * A random number from the beta distribution B(0.2, 0.2), by rejection: M. D. Jöhnk, "Erzeugung von
 * betaverteilten und gammaverteilten Zufallszahlen", Metrika 8, 1964.
 * @returns 0 to 1
 */
export function randomShare(random: Random): number {
  for (;;) {
    const x = random.unit() ** (1 / SHAPE);
    const y = random.unit() ** (1 / SHAPE);
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
