import { clear, copy } from './fill';

/** Writes four rows of four floats as four columns: lane j of row i goes to element i of to + j·stride. */
export function transpose4(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, stride: usize): void {
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(high01, high23, 1, 3));
}

/**
 * Packs k rows of n ≤ `width` neighbouring floats, `stride` floats apart, into a panel [k][width], with zeros
 * past n. `width` is 4 for the left factor, whose panels run down its columns, and 8 for the right.
 */
export function packRows(from: usize, stride: i32, k: i32, n: i32, width: i32, panel: usize): void {
  const step = (<usize>stride) << 2;
  const panelStep = (<usize>width) << 2;
  if (n >= width && width == 8) {
    for (; k > 0; k--) {
      v128.store(panel, v128.load(from));
      v128.store(panel, v128.load(from, 16), 16);
      from += step;
      panel += 32;
    }
  } else if (n >= width) {
    for (; k > 0; k--) {
      v128.store(panel, v128.load(from));
      from += step;
      panel += 16;
    }
  } else {
    for (; k > 0; k--) {
      copy(from, panel, n);
      clear(panel + ((<usize>n) << 2), width - n);
      from += step;
      panel += panelStep;
    }
  }
}

/** As `packRows`, from the transpose: n ≤ `width` rows of k neighbouring floats, `stride` floats apart. */
export function packColumns(from: usize, stride: i32, k: i32, n: i32, width: i32, panel: usize): void {
  const step = (<usize>stride) << 2;
  const panelStep = (<usize>width) << 2;
  const whole = n >= width ? k & ~3 : 0;
  for (let column = 0; column < width; column += 4) {
    const rows = from + <usize>column * step;
    const to = panel + ((<usize>column) << 2);
    for (let i = 0; i < whole; i += 4) {
      const at = rows + ((<usize>i) << 2);
      transpose4(
        v128.load(at),
        v128.load(at + step),
        v128.load(at + 2 * step),
        v128.load(at + 3 * step),
        to + <usize>i * panelStep,
        panelStep,
      );
    }
  }
  for (let i = whole; i < k; i++) {
    for (let j = 0; j < width; j++) {
      const value = j < n ? load<f32>(from + <usize>j * step + ((<usize>i) << 2)) : 0;
      store<f32>(panel + <usize>i * panelStep + ((<usize>j) << 2), value);
    }
  }
}
