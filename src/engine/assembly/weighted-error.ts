/** Pixels whose errors are added up before they are added to the rest: a long sum loses digits. */
const BLOCK: i32 = 64;

/**
 * The weighted mean absolute error of images of three channels, loss = mean over images of Σ weight · mean over
 * channels of |r − t| ÷ Σ weight, and what its gradient needs: divisors[image] = Σ weight. An image whose
 * weights are all zero has error 0, and divisor 1.
 *
 * @param r    reconstructions, and `t` targets: [images, pixels, 3]
 * @param w    weights: [images, pixels]
 * @param loss the address of one float
 */
export function weightedErrors(
  r: usize,
  t: usize,
  w: usize,
  images: i32,
  pixels: i32,
  loss: usize,
  divisors: usize,
): void {
  let sum: f32 = 0;
  for (let image = 0; image < images; image++) {
    let error: f32 = 0;
    let divisor: f32 = 0;
    for (let p = 0; p < pixels; p += BLOCK) {
      let blockError: f32 = 0;
      let blockDivisor: f32 = 0;
      for (let i = min(pixels - p, BLOCK); i > 0; i--) {
        const weight = load<f32>(w);
        const red = abs<f32>(load<f32>(r) - load<f32>(t));
        const green = abs<f32>(load<f32>(r, 4) - load<f32>(t, 4));
        const blue = abs<f32>(load<f32>(r, 8) - load<f32>(t, 8));
        blockError += weight * (red + green + blue);
        blockDivisor += weight;
        r += 12;
        t += 12;
        w += 4;
      }
      error += blockError;
      divisor += blockDivisor;
    }
    if (divisor <= 0) divisor = 1;
    sum += error / (3 * divisor);
    store<f32>(divisors, divisor);
    divisors += 4;
  }
  store<f32>(loss, sum / <f32>images);
}

/**
 * Gradient of that loss: dr = dLoss · sign(r − t) · weight ÷ (3 · images ·
 * divisor). Where r = t the sign is that of TensorFlow.js's |0|, −1.
 *
 * @param dLoss the address of one float
 */
export function weightedErrorsGradient(
  dLoss: usize,
  r: usize,
  t: usize,
  w: usize,
  divisors: usize,
  images: i32,
  pixels: i32,
  dr: usize,
): void {
  const count = 3 * images;
  const scale = load<f32>(dLoss) / <f32>count;
  for (let image = 0; image < images; image++) {
    const factor = scale / load<f32>(divisors);
    for (let i = 0; i < pixels; i++) {
      const size = load<f32>(w) * factor;
      for (let c: usize = 0; c < 12; c += 4) {
        const difference = load<f32>(r + c) - load<f32>(t + c);
        store<f32>(dr + c, isNaN(difference) ? difference : difference > 0 ? size : -size);
      }
      r += 12;
      t += 12;
      dr += 12;
      w += 4;
    }
    divisors += 4;
  }
}
