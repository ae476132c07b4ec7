import { clear } from './fill';

/** Sums of the columns of x [rows, columns], as the gradient of a bias is. */
export function columnSums(x: usize, rows: i32, columns: i32, sums: usize): void {
  clear(sums, columns);
  const whole = columns & ~3;
  for (; rows > 0; rows--) {
    let to = sums;
    for (let j = 0; j < whole; j += 4) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(x)));
      to += 16;
      x += 16;
    }
    for (let j = whole; j < columns; j++) {
      store<f32>(to, load<f32>(to) + load<f32>(x));
      to += 4;
      x += 4;
    }
  }
}
