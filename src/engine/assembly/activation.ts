import { leakyRelu } from './elementwise';
import { clear } from './fill';

// What follows a convolution and its bias in a network: LeakyReLU or a sigmoid, and maybe a pixel shuffle by
// two. Its gradient is one pass over memory: the shuffle backwards, the activation's slope, and the sums that
// are the bias's gradient.

/**
 * LeakyReLU and pixel shuffle: x [rows, width, 2·half] becomes y [rows, 2, width, half], which as an image is
 * [2·rows, 2·width, half / 2].
 */
export function leakyReluShuffle(x: usize, y: usize, rows: i32, width: i32, half: i32, slope: f32): void {
  const bytes = (<usize>half) << 2;
  const line = <usize>width * bytes;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      leakyRelu(x, y, half, slope);
      leakyRelu(x + bytes, y + line, half, slope);
      x += 2 * bytes;
      y += bytes;
    }
    y += line;
  }
}

/**
 * Gradient of LeakyReLU, pixel shuffle if `shuffled`, and bias: dz [rows, width, channels] from dy and from y,
 * the activation's output, both as the shuffle left them; and sums[channels] of dz over all pixels. The slope
 * is above 0, so y has the sign of what the activation was given. dz is NaN where y is.
 *
 * Every row of pixels is summed apart before it is added to the rest: a long sum of single-precision numbers
 * loses digits.
 */
export function leakyReluBlockGradient(
  dy: usize,
  y: usize,
  dz: usize,
  sums: usize,
  rows: i32,
  width: i32,
  channels: i32,
  shuffled: bool,
  slope: f32,
): void {
  clear(sums, channels);
  const parts = shuffled ? 2 : 1;
  const part = channels / parts; // channels that lie side by side in y
  const yStep = (<usize>part) << 2;
  const zStep = (<usize>channels) << 2;
  const whole = part & ~3;
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    for (let p = 0; p < parts; p++) {
      const first = (<usize>(p * part)) << 2;
      for (let c = 0; c < whole; c += 4) {
        let at = (<usize>c) << 2;
        let to = dz + first + at;
        const toSum = sums + first + at;
        let sum = f32x4.splat(0);
        for (let column = 0; column < width; column++) {
          const output = v128.load(y + at);
          const value = v128.load(dy + at);
          const slow = v128.bitselect(value, f32x4.mul(value, slopes), f32x4.gt(output, zero));
          // A comparison's «true», all bits set, is a NaN.
          const gradient = v128.or(slow, f32x4.ne(output, output));
          v128.store(to, gradient);
          sum = f32x4.add(sum, gradient);
          at += yStep;
          to += zStep;
        }
        v128.store(toSum, f32x4.add(v128.load(toSum), sum));
      }
      for (let c = whole; c < part; c++) {
        let at = (<usize>c) << 2;
        let to = dz + first + at;
        const toSum = sums + first + at;
        let sum: f32 = 0;
        for (let column = 0; column < width; column++) {
          const output = load<f32>(y + at);
          const value = load<f32>(dy + at);
          const gradient = isNaN(output) ? output : output > 0 ? value : value * slope;
          store<f32>(to, gradient);
          sum += gradient;
          at += yStep;
          to += zStep;
        }
        store<f32>(toSum, load<f32>(toSum) + sum);
      }
      y += <usize>width * yStep;
      dy += <usize>width * yStep;
    }
    dz += <usize>width * zStep;
  }
}

/** Gradient of a sigmoid from its output: dz = dy · y · (1 − y). */
export function sigmoidGradient(dy: usize, y: usize, dz: usize, count: i32): void {
  const one = f32x4.splat(1);
  const end = y + ((<usize>(count & ~3)) << 2);
  while (y < end) {
    const output = v128.load(y);
    v128.store(dz, f32x4.mul(v128.load(dy), f32x4.mul(output, f32x4.sub(one, output))));
    y += 16;
    dy += 16;
    dz += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    const output = load<f32>(y);
    store<f32>(dz, load<f32>(dy) * (output * (1 - output)));
    y += 4;
    dy += 4;
    dz += 4;
  }
}
