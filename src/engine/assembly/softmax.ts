import { sumOfProducts } from './sums';

/**
 * Gradient of softmax, y, of each row: dx = (dy − Σ dy · y) · y.
 *
 * @param dy [rows, length], and `y` and `dx` alike
 */
export function softmaxGradient(dy: usize, y: usize, rows: i32, length: i32, dx: usize): void {
  for (; rows > 0; rows--) {
    const mean = <f32>sumOfProducts(dy, y, length);
    const means = f32x4.splat(mean);
    const end = dy + ((<usize>(length & ~3)) << 2);
    while (dy < end) {
      v128.store(dx, f32x4.mul(f32x4.sub(v128.load(dy), means), v128.load(y)));
      dy += 16;
      y += 16;
      dx += 16;
    }
    for (let i = length & 3; i > 0; i--) {
      store<f32>(dx, (load<f32>(dy) - mean) * load<f32>(y));
      dy += 4;
      y += 4;
      dx += 4;
    }
  }
}
