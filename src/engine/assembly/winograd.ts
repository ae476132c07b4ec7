/**
 * The transforms of Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, «Fast Algorithms for Convolutional
 * Neural Networks», 2016), which computes 4 × 4 outputs of a 3 × 3 convolution with 36 multiplications instead of 144:
 *
 *     y = Aᵀ [ (G g Gᵀ) ∘ (Bᵀ d B) ] A       g: 3 × 3 taps, d: 6 × 6 inputs, y: 4 × 4 outputs, points 0, ±1, ±2, ∞
 *
 *     Bᵀ = | 4  0 −5  0  1  0 |     G = |  1/4    0     0  |     Aᵀ = | 1  1  1  1  1  0 |
 *          | 0 −4 −4  1  1  0 |         | −1/6  −1/6  −1/6 |          | 0  1 −1  2 −2  0 |
 *          | 0  4 −4 −1  1  0 |         | −1/6   1/6  −1/6 |          | 0  1  1  4  4  0 |
 *          | 0 −2 −1  2  1  0 |         | 1/24  1/12   1/6 |          | 0  1 −1  8 −8  1 |
 *          | 0  2 −1 −2  1  0 |         | 1/24 −1/12   1/6 |
 *          | 0  4  0 −5  0  1 |         |   0     0     1  |
 *
 * The gradient of the taps is the exact adjoint: dg = Gᵀ [ Σ (Bᵀ d B) ∘ (A dy Aᵀ) ] G, with dy a 4 × 4 tile.
 *
 * Every place holds a vector: four neighbouring channels. A transform runs over the columns into a scratch of 6 × 6
 * vectors, then over its rows to where the result belongs; all strides are in bytes.
 */
const VECTOR: usize = 16;
const ROW: usize = 6 * VECTOR;

/** Bᵀ d B: 6 × 6 places to 6 × 6. */
export function transformInput(
  d: usize,
  rowStep: usize,
  columnStep: usize,
  to: usize,
  toStep: usize,
  scratch: usize,
): void {
  const four = f32x4.splat(4);
  const five = f32x4.splat(5);
  let from = d;
  let along = rowStep;
  let across = columnStep;
  let target = scratch;
  let targetAlong = ROW;
  let targetAcross = VECTOR;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < 6; i++) {
      let at = from;
      const d0 = v128.load(at);
      const d1 = v128.load((at += along));
      const d2 = v128.load((at += along));
      const d3 = v128.load((at += along));
      const d4 = v128.load((at += along));
      const d5 = v128.load(at + along);
      const even = f32x4.sub(d4, f32x4.mul(four, d2));
      const odd = f32x4.sub(d3, f32x4.mul(four, d1));
      const even2 = f32x4.sub(d4, d2);
      const half2 = f32x4.sub(d3, d1);
      const odd2 = f32x4.add(half2, half2);
      at = target;
      v128.store(at, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
      v128.store((at += targetAlong), f32x4.add(even, odd));
      v128.store((at += targetAlong), f32x4.sub(even, odd));
      v128.store((at += targetAlong), f32x4.add(even2, odd2));
      v128.store((at += targetAlong), f32x4.sub(even2, odd2));
      v128.store(at + targetAlong, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
      from += across;
      target += targetAcross;
    }
    from = scratch;
    along = VECTOR;
    across = ROW;
    target = to;
    targetAlong = toStep;
    targetAcross = 6 * toStep;
  }
}

/** A dy Aᵀ: 4 × 4 places to 6 × 6. */
export function transformGradient(
  dy: usize,
  rowStep: usize,
  columnStep: usize,
  to: usize,
  toStep: usize,
  scratch: usize,
): void {
  const four = f32x4.splat(4);
  let from = dy;
  let along = rowStep;
  let across = columnStep;
  let target = scratch;
  let targetAlong = ROW;
  let targetAcross = VECTOR;
  let count = 4;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < count; i++) {
      const y0 = v128.load(from);
      const y1 = v128.load(from + along);
      const y2 = v128.load(from + 2 * along);
      const y3 = v128.load(from + 3 * along);
      const even = f32x4.add(y0, y2);
      const odd = f32x4.add(y1, y3);
      const even2 = f32x4.add(y0, f32x4.mul(four, y2));
      const half2 = f32x4.add(y1, f32x4.mul(four, y3));
      const odd2 = f32x4.add(half2, half2);
      let at = target;
      v128.store(at, y0);
      v128.store((at += targetAlong), f32x4.add(even, odd));
      v128.store((at += targetAlong), f32x4.sub(even, odd));
      v128.store((at += targetAlong), f32x4.add(even2, odd2));
      v128.store((at += targetAlong), f32x4.sub(even2, odd2));
      v128.store(at + targetAlong, y3);
      from += across;
      target += targetAcross;
    }
    from = scratch;
    along = VECTOR;
    across = ROW;
    target = to;
    targetAlong = toStep;
    targetAcross = 6 * toStep;
    count = 6;
  }
}

/** G g Gᵀ: 3 × 3 taps to 6 × 6 places. */
export function transformFilter(
  g: usize,
  rowStep: usize,
  columnStep: usize,
  to: usize,
  toStep: usize,
  scratch: usize,
): void {
  const quarter = f32x4.splat(0.25);
  const sixth = f32x4.splat(<f32>(-1.0 / 6.0));
  const twentyFourth = f32x4.splat(<f32>(1.0 / 24.0));
  const twelfth = f32x4.splat(<f32>(1.0 / 12.0));
  let from = g;
  let along = rowStep;
  let across = columnStep;
  let target = scratch;
  let targetAlong = ROW;
  let targetAcross = VECTOR;
  let count = 3;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < count; i++) {
      const g0 = v128.load(from);
      const g1 = v128.load(from + along);
      const g2 = v128.load(from + 2 * along);
      const even = f32x4.mul(sixth, f32x4.add(g0, g2));
      const odd = f32x4.mul(sixth, g1);
      const even2 = f32x4.sub(f32x4.mul(twentyFourth, g0), f32x4.mul(sixth, g2));
      const odd2 = f32x4.mul(twelfth, g1);
      let at = target;
      v128.store(at, f32x4.mul(quarter, g0));
      v128.store((at += targetAlong), f32x4.add(even, odd));
      v128.store((at += targetAlong), f32x4.sub(even, odd));
      v128.store((at += targetAlong), f32x4.add(even2, odd2));
      v128.store((at += targetAlong), f32x4.sub(even2, odd2));
      v128.store(at + targetAlong, g2);
      from += across;
      target += targetAcross;
    }
    from = scratch;
    along = VECTOR;
    across = ROW;
    target = to;
    targetAlong = toStep;
    targetAcross = 6 * toStep;
    count = 6;
  }
}

/**
 * Aᵀ m A: 6 × 6 places to 4 × 4. Where a phase has no third tap, the products at the point ∞ were not computed and
 * count as zeros: `rows` and `columns` say how many there are, 5 or 6.
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
  let from = m;
  let along: usize = 6 * step;
  let across: usize = step;
  let target = scratch;
  let targetAlong = ROW;
  let targetAcross = VECTOR;
  let count = columns;
  let last = rows == 6;
  let base = zero;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < count; i++) {
      let at = from;
      const m0 = v128.load(at);
      const m1 = v128.load((at += along));
      const m2 = v128.load((at += along));
      const m3 = v128.load((at += along));
      const m4 = v128.load((at += along));
      const m5 = last ? v128.load(at + along) : zero;
      const even = f32x4.add(f32x4.add(m1, m2), base);
      const odd = f32x4.add(f32x4.sub(m1, m2), base);
      const even2 = f32x4.add(m3, m4);
      const odd2 = f32x4.sub(m3, m4);
      v128.store(target, f32x4.add(f32x4.add(m0, even), even2));
      v128.store(target + targetAlong, f32x4.add(odd, f32x4.add(odd2, odd2)));
      v128.store(target + 2 * targetAlong, f32x4.add(even, f32x4.mul(four, even2)));
      v128.store(target + 3 * targetAlong, f32x4.add(f32x4.add(odd, f32x4.mul(eight, odd2)), m5));
      from += across;
      target += targetAcross;
    }
    from = scratch;
    along = VECTOR;
    across = ROW;
    target = y;
    targetAlong = columnStep;
    targetAcross = rowStep;
    count = 4;
    last = columns == 6;
    base = start;
  }
}

/** Gᵀ s G: 6 × 6 places to the taps, of which the third row and column are left out where a phase has none. */
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
  let from = s;
  let along: usize = 6 * step;
  let across: usize = step;
  let target = scratch;
  let targetAlong = ROW;
  let targetAcross = VECTOR;
  let count = columns == 3 ? 6 : 5;
  let taps = rows;
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < count; i++) {
      let at = from;
      const s0 = v128.load(at);
      const s1 = v128.load((at += along));
      const s2 = v128.load((at += along));
      const s3 = v128.load((at += along));
      const s4 = v128.load((at += along));
      const even = f32x4.mul(sixth, f32x4.add(s1, s2));
      const odd = f32x4.mul(sixth, f32x4.sub(s1, s2));
      const even2 = f32x4.add(s3, s4);
      const odd2 = f32x4.sub(s3, s4);
      const tap0 = f32x4.add(f32x4.mul(quarter, s0), even);
      v128.store(target, f32x4.add(tap0, f32x4.mul(twentyFourth, even2)));
      v128.store(target + targetAlong, f32x4.add(odd, f32x4.mul(twelfth, odd2)));
      if (taps == 3) {
        const tap2 = f32x4.sub(even, f32x4.mul(sixth, even2));
        v128.store(target + 2 * targetAlong, f32x4.add(tap2, v128.load(at + along)));
      }
      from += across;
      target += targetAcross;
    }
    from = scratch;
    along = VECTOR;
    across = ROW;
    target = dw;
    targetAlong = columnStep;
    targetAcross = rowStep;
    count = rows;
    taps = columns;
  }
}
