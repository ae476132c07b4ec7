/**
 * The register tile that every multiplication comes down to: C[4×8] = A[4×k] · B[k×8].
 *
 * Both factors are packed in panels: A as `k` groups of four rows' values, B as `k` groups of eight columns'
 * values, so that each iteration reads six neighbouring vectors and updates eight sums:
 *
 *            b0 b1      (eight columns of B, two vectors)
 *        a0  00 01
 *        a1  10 11      (four values of A, each spread over a vector)
 *        a2  20 21
 *        a3  30 31
 *
 * Eight sums, two vectors of B, four of A: fourteen of the fifteen registers that V8 gives out on x86-64. A
 * fifteenth is too many: V8 loads all of an iteration's operands before it computes, so larger tiles, and
 * this one with its loop unrolled, spill registers and run a third slower (docs/performance.md).
 *
 * There is no fused multiply-add: WebAssembly's relaxed one rounds differently from machine to machine, and a
 * lesson should give every student the same figures.
 */

/** 4 × 8 floats where a tile that hangs over the edge of C is put before what lies inside is copied out. */
let spare: usize = 0;

/** Sets the address of `spare`, which takes 128 bytes. To be called once, before anything else. */
export function setSpare(address: usize): void {
  spare = address;
}

/**
 * C[m×n] = A[m×k] · B[k×n] for one panel of B, so n is at most 8; m is any number.
 *
 * @param a      panels of A, `aPanel` bytes apart, four rows in each; iteration i reads four floats at i·aStep
 * @param b      panel of B; iteration i reads eight floats at i·bStep
 * @param k      iterations, at least one
 * @param c      where column 0 of C is, less the rows' offsets
 * @param rows   table of byte offsets (u32), one for each row of C
 * @param n      columns that exist: more than 8 counts as 8
 * @param start  eight floats to which the product is added (zeros, or a bias); 0 adds to what is in C already
 */
export function multiply(
  a: usize,
  aStep: usize,
  aPanel: usize,
  b: usize,
  bStep: usize,
  k: i32,
  c: usize,
  rows: usize,
  m: i32,
  n: i32,
  start: usize,
): void {
  // The loop is not a function of its own, which would be 5 to 10 % slower.
  for (; m > 0; m -= 4) {
    let c00 = f32x4.splat(0);
    let c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0);
    let c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0);
    let c21 = f32x4.splat(0);
    let c30 = f32x4.splat(0);
    let c31 = f32x4.splat(0);
    let aTurn = a;
    let bTurn = b;
    let remaining = k;
    do {
      const b0 = v128.load(bTurn);
      const b1 = v128.load(bTurn, 16);
      const a0 = v128.load32_splat(aTurn);
      c00 = f32x4.add(c00, f32x4.mul(a0, b0));
      c01 = f32x4.add(c01, f32x4.mul(a0, b1));
      const a1 = v128.load32_splat(aTurn, 4);
      c10 = f32x4.add(c10, f32x4.mul(a1, b0));
      c11 = f32x4.add(c11, f32x4.mul(a1, b1));
      const a2 = v128.load32_splat(aTurn, 8);
      c20 = f32x4.add(c20, f32x4.mul(a2, b0));
      c21 = f32x4.add(c21, f32x4.mul(a2, b1));
      const a3 = v128.load32_splat(aTurn, 12);
      c30 = f32x4.add(c30, f32x4.mul(a3, b0));
      c31 = f32x4.add(c31, f32x4.mul(a3, b1));
      aTurn += aStep;
      bTurn += bStep;
    } while (--remaining);

    if (start) {
      const s0 = v128.load(start);
      const s1 = v128.load(start, 16);
      c00 = f32x4.add(c00, s0);
      c01 = f32x4.add(c01, s1);
      c10 = f32x4.add(c10, s0);
      c11 = f32x4.add(c11, s1);
      c20 = f32x4.add(c20, s0);
      c21 = f32x4.add(c21, s1);
      c30 = f32x4.add(c30, s0);
      c31 = f32x4.add(c31, s1);
    }
    if (m >= 4 && n >= 8) {
      const row0 = c + load<u32>(rows);
      const row1 = c + load<u32>(rows, 4);
      const row2 = c + load<u32>(rows, 8);
      const row3 = c + load<u32>(rows, 12);
      if (!start) {
        c00 = f32x4.add(c00, v128.load(row0));
        c01 = f32x4.add(c01, v128.load(row0, 16));
        c10 = f32x4.add(c10, v128.load(row1));
        c11 = f32x4.add(c11, v128.load(row1, 16));
        c20 = f32x4.add(c20, v128.load(row2));
        c21 = f32x4.add(c21, v128.load(row2, 16));
        c30 = f32x4.add(c30, v128.load(row3));
        c31 = f32x4.add(c31, v128.load(row3, 16));
      }
      v128.store(row0, c00);
      v128.store(row0, c01, 16);
      v128.store(row1, c10);
      v128.store(row1, c11, 16);
      v128.store(row2, c20);
      v128.store(row2, c21, 16);
      v128.store(row3, c30);
      v128.store(row3, c31, 16);
    } else {
      v128.store(spare, c00);
      v128.store(spare, c01, 16);
      v128.store(spare, c10, 32);
      v128.store(spare, c11, 48);
      v128.store(spare, c20, 64);
      v128.store(spare, c21, 80);
      v128.store(spare, c30, 96);
      v128.store(spare, c31, 112);
      copyOut(c, rows, m, n, start == 0);
    }
    a += aPanel;
    rows += 16;
  }
}

/** Copies the m × n corner of `spare` to C, or adds it to C. */
function copyOut(c: usize, rows: usize, m: i32, n: i32, add: bool): void {
  for (let i = 0; i < min(m, 4); i++) {
    const row = c + load<u32>(rows + ((<usize>i) << 2));
    for (let j = 0; j < min(n, 8); j++) {
      const at = (<usize>j) << 2;
      const value = load<f32>(spare + ((<usize>i) << 5) + at);
      store<f32>(row + at, add ? value + load<f32>(row + at) : value);
    }
  }
}
