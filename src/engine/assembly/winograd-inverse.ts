// Back from the 36 elements of Winograd's transforms: see winograd.ts.
import { ROW, VECTOR } from './winograd';

/**
 * Aᵀ m A: 6 × 6 elements to 4 × 4. Where a phase has no third tap, the products at the point ∞ were not
 * computed and count as zeros: `rows` and `columns` say how many there are, 5 or 6.
 */
export function transformOutput(
  m: usize,
  step: usize,
  rows: i32,
  columns: i32,
  start: v128,
  y: usize,
  rowStep: usize,
  columnStep: usize,
  scratch: usize,
): void {
  const four = f32x4.splat(4);
  const eight = f32x4.splat(8);
  const zero = f32x4.splat(0);
  const row: usize = 6 * step;
  for (let i = 0; i < columns; i++) {
    let at = m;
    const m0 = v128.load(at);
    const m1 = v128.load((at += row));
    const m2 = v128.load((at += row));
    const m3 = v128.load((at += row));
    const m4 = v128.load((at += row));
    const m5 = rows == 6 ? v128.load(at + row) : zero;
    const even = f32x4.add(m1, m2);
    const odd = f32x4.sub(m1, m2);
    const even2 = f32x4.add(m3, m4);
    const odd2 = f32x4.sub(m3, m4);
    v128.store(scratch, f32x4.add(f32x4.add(m0, even), even2));
    v128.store(scratch, f32x4.add(odd, f32x4.add(odd2, odd2)), ROW);
    v128.store(scratch, f32x4.add(even, f32x4.mul(four, even2)), 2 * ROW);
    v128.store(scratch, f32x4.add(f32x4.add(odd, f32x4.mul(eight, odd2)), m5), 3 * ROW);
    m += step;
    scratch += VECTOR;
  }
  scratch -= <usize>columns * VECTOR;
  for (let i = 0; i < 4; i++) {
    const m0 = v128.load(scratch);
    const m1 = v128.load(scratch, VECTOR);
    const m2 = v128.load(scratch, 2 * VECTOR);
    const m3 = v128.load(scratch, 3 * VECTOR);
    const m4 = v128.load(scratch, 4 * VECTOR);
    const m5 = columns == 6 ? v128.load(scratch, 5 * VECTOR) : zero;
    const even = f32x4.add(f32x4.add(m1, m2), start);
    const odd = f32x4.add(f32x4.sub(m1, m2), start);
    const even2 = f32x4.add(m3, m4);
    const odd2 = f32x4.sub(m3, m4);
    v128.store(y, f32x4.add(f32x4.add(m0, even), even2));
    v128.store(y + columnStep, f32x4.add(odd, f32x4.add(odd2, odd2)));
    v128.store(y + 2 * columnStep, f32x4.add(even, f32x4.mul(four, even2)));
    v128.store(y + 3 * columnStep, f32x4.add(f32x4.add(odd, f32x4.mul(eight, odd2)), m5));
    y += rowStep;
    scratch += ROW;
  }
}

/**
 * Gᵀ s G: 6 × 6 elements to the taps, of which the third row and column are left out where a phase has none.
 */
export function transformFilterGradient(
  s: usize,
  step: usize,
  rows: i32,
  columns: i32,
  dw: usize,
  rowStep: usize,
  columnStep: usize,
  scratch: usize,
): void {
  const quarter = f32x4.splat(0.25);
  const sixth = f32x4.splat(<f32>(-1.0 / 6.0));
  const twentyFourth = f32x4.splat(<f32>(1.0 / 24.0));
  const twelfth = f32x4.splat(<f32>(1.0 / 12.0));
  const row: usize = 6 * step;
  const count = columns == 3 ? 6 : 5;
  for (let i = 0; i < count; i++) {
    let at = s;
    const s0 = v128.load(at);
    const s1 = v128.load((at += row));
    const s2 = v128.load((at += row));
    const s3 = v128.load((at += row));
    const s4 = v128.load((at += row));
    const even = f32x4.mul(sixth, f32x4.add(s1, s2));
    const odd = f32x4.mul(sixth, f32x4.sub(s1, s2));
    const even2 = f32x4.add(s3, s4);
    const odd2 = f32x4.sub(s3, s4);
    const tap0 = f32x4.add(f32x4.mul(quarter, s0), even);
    v128.store(scratch, f32x4.add(tap0, f32x4.mul(twentyFourth, even2)));
    v128.store(scratch, f32x4.add(odd, f32x4.mul(twelfth, odd2)), ROW);
    if (rows == 3) {
      const tap2 = f32x4.sub(even, f32x4.mul(sixth, even2));
      v128.store(scratch, f32x4.add(tap2, v128.load(at + row)), 2 * ROW);
    }
    s += step;
    scratch += VECTOR;
  }
  scratch -= <usize>count * VECTOR;
  for (let i = 0; i < rows; i++) {
    const s0 = v128.load(scratch);
    const s1 = v128.load(scratch, VECTOR);
    const s2 = v128.load(scratch, 2 * VECTOR);
    const s3 = v128.load(scratch, 3 * VECTOR);
    const s4 = v128.load(scratch, 4 * VECTOR);
    const even = f32x4.mul(sixth, f32x4.add(s1, s2));
    const odd = f32x4.mul(sixth, f32x4.sub(s1, s2));
    const even2 = f32x4.add(s3, s4);
    const odd2 = f32x4.sub(s3, s4);
    const tap0 = f32x4.add(f32x4.mul(quarter, s0), even);
    v128.store(dw, f32x4.add(tap0, f32x4.mul(twentyFourth, even2)));
    v128.store(dw + columnStep, f32x4.add(odd, f32x4.mul(twelfth, odd2)));
    if (columns == 3) {
      const tap2 = f32x4.sub(even, f32x4.mul(sixth, even2));
      v128.store(dw + 2 * columnStep, f32x4.add(tap2, v128.load(scratch, 5 * VECTOR)));
    }
    dw += rowStep;
    scratch += ROW;
  }
}
