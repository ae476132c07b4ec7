/** Taps on each side of the middle one. */
const RADIUS: i32 = 5;
/** Zeros before and after each row of a plane: as many as the window reaches over, and a whole vector. */
export const DSSIM_MARGIN: i32 = 8;

// K₁ = 0.01 and K₂ = 0.03 of Wang et al., 2004, for values 0 to 1.
const C1: f32 = 0.0001;
const C2: f32 = 0.0009;

const ONE: f32 = 1;
const TWO: f32 = 2;
const HALF: f32 = 0.5;
const THIRD: f32 = ONE / 3;

/**
 * The structural dissimilarity of the brightness of images, and its gradient: loss = mean over images of Σ
 * weight · (1 − SSIM) / 2 ÷ Σ weight. Brightness is the mean of the three channels. An image whose weights are
 * all zero has loss and gradient 0.
 *
 * With μ the mean under the window G, and e the means of products, SSIM = A₁A₂ / (B₁B₂), where
 *   A₁ = 2 μx μy + C₁       B₁ = μx² + μy² + C₁
 *   A₂ = 2 (e_xy − μx μy) + C₂       B₂ = e_xx+yy − μx² − μy² + C₂.
 * Each pixel of x is in the windows of its neighbours, so that its gradient is
 *   Gᵀ(∂/∂μx) + y Gᵀ(∂/∂e_xy) + 2x Gᵀ(∂/∂e_xx+yy).
 *
 * @param r       reconstructions, and `t` targets: [images, height, width, 3]
 * @param w       weights: [images, height, width]
 * @param taps    of the window along one axis: [11]
 * @param across  1 ÷ the sum of the taps that lie inside the image, for each column: [stride], 0 beyond the
 *                width; `down` for each row: [height]
 * @param planes  scratch memory of 5 planes [height, stride], where stride = the width up to a multiple of
 *                four, and 16 more
 * @param loss    the address of one float
 * @param dr      gradient of the loss: [images, height, width, 3]
 */
export function brightnessDssim(
  r: usize,
  t: usize,
  w: usize,
  images: i32,
  height: i32,
  width: i32,
  taps: usize,
  across: usize,
  down: usize,
  planes: usize,
  loss: usize,
  dr: usize,
): void {
  const stride = ((width + 3) & ~3) + 2 * DSSIM_MARGIN;
  const size: usize = (<usize>(height * stride)) << 2;
  const image: usize = (<usize>(height * width)) << 2;
  // The means, and then the gradients, are where the values were.
  const x = planes;
  const y = x + size;
  const xy = y + size;
  const squares = xy + size;
  const work = squares + size;

  let sum: f32 = 0;
  for (let i = 0; i < images; i++) {
    let divisor: f32 = 0;
    for (let row = 0; row < height; row++) {
      const weights = w + ((<usize>(row * width)) << 2);
      let inRow: f32 = 0;
      for (let column = 0; column < width; column++) inRow += load<f32>(weights + ((<usize>column) << 2));
      divisor += inRow;
    }
    if (divisor <= 0) divisor = 1;

    for (let at: usize = 0; at < 4 * size; at += 16) v128.store(planes + at, f32x4.splat(0));
    for (let row = 0; row < height; row++) {
      let at = (<usize>(row * stride + DSSIM_MARGIN)) << 2;
      let from = (<usize>(3 * row * width)) << 2;
      for (let column = 0; column < width; column++, at += 4, from += 12) {
        const a = brightness(r + from);
        const b = brightness(t + from);
        store<f32>(x + at, a);
        store<f32>(y + at, b);
        store<f32>(xy + at, a * b);
        store<f32>(squares + at, a * a + b * b);
      }
    }
    for (let plane = x; plane < work; plane += size) {
      filter(plane, work, taps, height, stride);
      scale(plane, across, down, height, stride);
    }

    const share = ONE / (divisor * <f32>images);
    for (let row = 0; row < height; row++) {
      let at = (<usize>(row * stride + DSSIM_MARGIN)) << 2;
      let weight = w + ((<usize>(row * width)) << 2);
      let inRow: f32 = 0;
      for (let column = 0; column < width; column++, at += 4, weight += 4) {
        const meanX = load<f32>(x + at);
        const meanY = load<f32>(y + at);
        const product = meanX * meanY;
        const powers = meanX * meanX + meanY * meanY;
        const a1 = TWO * product + C1;
        const a2 = TWO * (load<f32>(xy + at) - product) + C2;
        const b1 = powers + C1;
        const b2 = load<f32>(squares + at) - powers + C2;
        const divisors = b1 * b2;
        const similarity = (a1 * a2) / divisors;
        inRow += load<f32>(weight) * (ONE - similarity);
        const factor = -HALF * share * load<f32>(weight);
        store<f32>(
          x + at,
          factor * ((TWO * meanY * (a2 - a1)) / divisors - TWO * similarity * meanX * (ONE / b1 - ONE / b2)),
        );
        store<f32>(y + at, (factor * TWO * a1) / divisors);
        store<f32>(xy + at, (-factor * similarity) / b2);
      }
      sum += HALF * share * inRow;
    }
    for (let plane = x; plane < squares; plane += size) {
      scale(plane, across, down, height, stride);
      filter(plane, work, taps, height, stride);
    }

    for (let row = 0; row < height; row++) {
      let at = (<usize>(row * stride + DSSIM_MARGIN)) << 2;
      let from = (<usize>(3 * row * width)) << 2;
      for (let column = 0; column < width; column++, at += 4, from += 12) {
        const a = brightness(r + from);
        const b = brightness(t + from);
        const change = load<f32>(x + at) + b * load<f32>(y + at) + TWO * a * load<f32>(xy + at);
        const channel = change * THIRD;
        store<f32>(dr + from, channel);
        store<f32>(dr + from, channel, 4);
        store<f32>(dr + from, channel, 8);
      }
    }
    r += 3 * image;
    t += 3 * image;
    dr += 3 * image;
    w += image;
  }
  store<f32>(loss, sum);
}

/** The mean of three channels. */
function brightness(colour: usize): f32 {
  return (load<f32>(colour) + load<f32>(colour, 4) + load<f32>(colour, 8)) * THIRD;
}

/**
 * Sums of a plane under the window, in its place, with zeros beyond the edges: down the columns into `work`,
 * and then along the rows. It leaves sums beyond the width, which `scale` makes zero.
 */
function filter(plane: usize, work: usize, taps: usize, height: i32, stride: i32): void {
  const line = (<usize>stride) << 2;
  for (let row = 0; row < height; row++) {
    const first = max(0, row - RADIUS);
    const last = min(height - 1, row + RADIUS);
    const to = work + <usize>row * line;
    for (let at: usize = 0; at < line; at += 16) {
      let sum = f32x4.splat(0);
      let from = plane + <usize>first * line + at;
      let tap = taps + ((<usize>(first - row + RADIUS)) << 2);
      for (let k = first; k <= last; k++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(tap), v128.load(from)));
        from += line;
        tap += 4;
      }
      v128.store(to + at, sum);
    }
  }
  for (let row = 0; row < height; row++) {
    const start = <usize>row * line;
    for (let at = (<usize>DSSIM_MARGIN) << 2; at < line - ((<usize>DSSIM_MARGIN) << 2); at += 16) {
      let sum = f32x4.splat(0);
      let from = work + start + at - ((<usize>RADIUS) << 2);
      for (let k: usize = 0; k <= (<usize>(2 * RADIUS)) << 2; k += 4) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(taps + k), v128.load(from + k)));
      }
      v128.store(plane + start + at, sum);
    }
  }
}

/** Divides by how much of the window lies inside the image. */
function scale(plane: usize, across: usize, down: usize, height: i32, stride: i32): void {
  const line = (<usize>stride) << 2;
  for (let row = 0; row < height; row++) {
    const factor = v128.load32_splat(down + ((<usize>row) << 2));
    for (let at: usize = 0; at < line; at += 16) {
      const whole = f32x4.mul(v128.load(across + at), factor);
      v128.store(plane + at, f32x4.mul(v128.load(plane + at), whole));
    }
    plane += line;
  }
}
