/**
 * The weights of a Gaussian over whole steps, out to three standard deviations, which hold 99.7 % of it.
 * @param sigma the standard deviation in steps, at least 0.
 * @returns [2r + 1] weights, r = ⌈3σ⌉, that sum to 1; of σ = 0, one.
 */
export function gaussian(sigma: number): Float64Array<ArrayBuffer> {
  const reach = Math.ceil(3 * sigma);
  const bell = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    i === reach ? 1 : Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = bell.reduce((total, weight) => total + weight);
  return bell.map((weight) => weight / sum);
}
