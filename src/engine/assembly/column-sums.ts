import { clear } from './fill';

/** Rows added up before they are added to the rest: a long sum of single-precision numbers loses digits. */
const BLOCK: i32 = 128;

/** Sums of the columns of x [rows, columns], as the gradient of a bias is. */
export function columnSums(x: usize, rows: i32, columns: i32, sums: usize): void {
  clear(sums, columns);
  const whole = columns & ~3;
  const step = (<usize>columns) << 2;
  for (; rows > 0; rows -= BLOCK) {
    const rowsInBlock = min(rows, BLOCK);
    for (let j = 0; j < whole; j += 4) {
      let from = x + ((<usize>j) << 2);
      let sum = f32x4.splat(0);
      for (let i = 0; i < rowsInBlock; i++) {
        sum = f32x4.add(sum, v128.load(from));
        from += step;
      }
      const to = sums + ((<usize>j) << 2);
      v128.store(to, f32x4.add(v128.load(to), sum));
    }
    for (let j = whole; j < columns; j++) {
      let from = x + ((<usize>j) << 2);
      let sum: f32 = 0;
      for (let i = 0; i < rowsInBlock; i++) {
        sum += load<f32>(from);
        from += step;
      }
      const to = sums + ((<usize>j) << 2);
      store<f32>(to, load<f32>(to) + sum);
    }
    x += <usize>rowsInBlock * step;
  }
}
