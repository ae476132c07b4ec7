import { sum, sumOfProducts } from './sums';

/**
 * y = (x − μ) ÷ (σ + ε) of each image, with the mean μ and the standard deviation σ of all its values.
 *
 * @param x          [images, count], and `y` alike
 * @param deviations [images], which is filled with σ: the gradient needs it
 */
export function standardise(
  x: usize,
  images: i32,
  count: i32,
  epsilon: f32,
  y: usize,
  deviations: usize,
): void {
  const bytes = (<usize>count) << 2;
  for (; images > 0; images--) {
    centre(x, y, count);
    // Once more, for what rounding μ to single precision left: it counts where σ is small beside μ.
    centre(y, y, count);
    const deviation = <f32>sqrt<f64>(sumOfProducts(y, y, count) / <f64>count);
    multiply(y, count, 1 / (deviation + epsilon));
    store<f32>(deviations, deviation);
    x += bytes;
    y += bytes;
    deviations += 4;
  }
}

/** y = x − μ. `x` and `y` may be the same memory. */
function centre(x: usize, y: usize, count: i32): void {
  const mean = <f32>(sum(x, count) / <f64>count);
  const means = f32x4.splat(mean);
  const end = x + ((<usize>(count & ~3)) << 2);
  while (x < end) {
    v128.store(y, f32x4.sub(v128.load(x), means));
    x += 16;
    y += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    store<f32>(y, load<f32>(x) - mean);
    x += 4;
    y += 4;
  }
}

/** y = factor · y. */
function multiply(y: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const end = y + ((<usize>(count & ~3)) << 2);
  while (y < end) {
    v128.store(y, f32x4.mul(v128.load(y), factors));
    y += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    store<f32>(y, load<f32>(y) * factor);
    y += 4;
  }
}

/**
 * Gradient of that: dx = (dy − mean of dy) ÷ (σ + ε) − y · mean of (dy · y) ÷ σ. The last term, the gradient of
 * σ, is left out where σ = 0.
 */
export function standardiseGradient(
  dy: usize,
  y: usize,
  deviations: usize,
  images: i32,
  count: i32,
  epsilon: f32,
  dx: usize,
): void {
  for (; images > 0; images--) {
    const deviation = load<f32>(deviations);
    const mean = <f32>(sum(dy, count) / <f64>count);
    const scale: f32 = 1 / (deviation + epsilon);
    const slope = deviation > 0 ? <f32>(sumOfProducts(dy, y, count) / (<f64>count * <f64>deviation)) : 0;
    const means = f32x4.splat(mean);
    const scales = f32x4.splat(scale);
    const slopes = f32x4.splat(slope);
    const end = dy + ((<usize>(count & ~3)) << 2);
    while (dy < end) {
      const direct = f32x4.mul(f32x4.sub(v128.load(dy), means), scales);
      v128.store(dx, f32x4.sub(direct, f32x4.mul(v128.load(y), slopes)));
      dy += 16;
      y += 16;
      dx += 16;
    }
    for (let i = count & 3; i > 0; i--) {
      store<f32>(dx, (load<f32>(dy) - mean) * scale - load<f32>(y) * slope);
      dy += 4;
      y += 4;
      dx += 4;
    }
    deviations += 4;
  }
}
