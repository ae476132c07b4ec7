import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/faces/index.ts';
import { randomShare } from '../../../src/train/adversary/mixing-share.ts';

const COUNT = 100_000;
const random = new Random(1);
const shares = Array.from({ length: COUNT }, () => randomShare(random));

/** Four standard errors of a mean of so many. */
const tolerance = (variance: number) => 4 * Math.sqrt(variance / COUNT);
const meanOf = (f: (share: number) => number) => shares.reduce((sum, share) => sum + f(share), 0) / COUNT;

describe('shares of a mixture', () => {
  test('are from 0 to 1', () => {
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  // scipy.stats.beta(0.2, 0.2).moment(n), and their variances moment(2 n) − moment(n)².
  test.each([
    [1, 0.5, 0.1785714285714286],
    [2, 0.4285714285714286, 0.18607442977190874],
    [3, 0.39285714285714285, 0.1855325463518741],
  ])('have the moment %i of the beta distribution', (n, moment, variance) => {
    expect(Math.abs(meanOf((share) => share ** n) - moment)).toBeLessThan(tolerance(variance));
  });

  // scipy.stats.beta(0.2, 0.2).ppf
  test.each([
    [0.05, 7.743885786452429e-6],
    [0.1, 0.00024776469190814675],
    [0.2, 0.007888049626594623],
    [0.3, 0.05788057531549367],
    [0.4, 0.21634185887579316],
    [0.5, 0.5],
    [0.7, 1 - 0.05788057531549367],
    [0.9, 1 - 0.00024776469190814675],
  ])('have the quantile of %d of the beta distribution', (fraction, quantile) => {
    const below = meanOf((share) => Number(share < quantile));
    expect(Math.abs(below - fraction)).toBeLessThan(tolerance(fraction * (1 - fraction)));
  });

  test('follow from the generator', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => randomShare(new Random(seed)));
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});
