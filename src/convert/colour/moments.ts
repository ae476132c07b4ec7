/** A number for each of three channels. */
export type Triple = readonly [number, number, number];

/** The mean of each channel over a mask. @param values [pixels, 3]. @param mask [pixels], its sum above 0. */
export function weightedMean(values: Float32Array, mask: Float32Array): Triple {
  return meanOver(mask, (i) => values[i]);
}

/** The standard deviation of each channel over a mask: the population's, not an estimate from a sample. */
export function weightedDeviation(values: Float32Array, mask: Float32Array, mean: Triple): Triple {
  const [a, b, c] = meanOver(mask, (i, channel) => (values[i] - mean[channel]) ** 2);
  return [Math.sqrt(a), Math.sqrt(b), Math.sqrt(c)];
}

/** The largest distance of each channel from a centre, up or down, where the mask is above 0. */
export function largestDeviation(values: Float32Array, mask: Float32Array, centre: Triple): Triple {
  const largest: [number, number, number] = [0, 0, 0];
  mask.forEach((weight, pixel) => {
    for (let channel = 0; weight > 0 && channel < 3; channel++) {
      largest[channel] = Math.max(largest[channel], Math.abs(values[3 * pixel + channel] - centre[channel]));
    }
  });
  return largest;
}

/** Whether a mask is 0 everywhere. */
export const isEmpty = (mask: Float32Array): boolean => !mask.some((weight) => weight > 0);

function meanOver(mask: Float32Array, value: (i: number, channel: number) => number): Triple {
  const sums: [number, number, number] = [0, 0, 0];
  let weights = 0;
  mask.forEach((weight, pixel) => {
    weights += weight;
    for (let channel = 0; channel < 3; channel++)
      sums[channel] += weight * value(3 * pixel + channel, channel);
  });
  return [sums[0] / weights, sums[1] / weights, sums[2] / weights];
}
