/**
 * The transforms of Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, «Fast Algorithms for
 * Convolutional Neural Networks», 2016), which computes 4 × 4 outputs of a 3 × 3 convolution with 36
 * multiplications instead of 144:
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
 * Every element is a vector: four neighbouring channels. A transform runs over the columns into a scratch of
 * 6 × 6 vectors, then over its rows to where the result belongs; all strides are in bytes. The two passes
 * stand in full, one after the other: with the scratch's strides as constants they are a tenth faster than as
 * one loop.
 */

/** Bytes from one element of the scratch to the next, and from one row to the next. */
export const VECTOR: usize = 16;
export const ROW: usize = 6 * VECTOR;

/** Bᵀ d B: 6 × 6 elements to 6 × 6. */
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
  for (let i = 0; i < 6; i++) {
    let at = d;
    const d0 = v128.load(at);
    const d1 = v128.load((at += rowStep));
    const d2 = v128.load((at += rowStep));
    const d3 = v128.load((at += rowStep));
    const d4 = v128.load((at += rowStep));
    const d5 = v128.load(at + rowStep);
    const even = f32x4.sub(d4, f32x4.mul(four, d2));
    const odd = f32x4.sub(d3, f32x4.mul(four, d1));
    const even2 = f32x4.sub(d4, d2);
    const half2 = f32x4.sub(d3, d1);
    const odd2 = f32x4.add(half2, half2);
    v128.store(scratch, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
    v128.store(scratch, f32x4.add(even, odd), ROW);
    v128.store(scratch, f32x4.sub(even, odd), 2 * ROW);
    v128.store(scratch, f32x4.add(even2, odd2), 3 * ROW);
    v128.store(scratch, f32x4.sub(even2, odd2), 4 * ROW);
    v128.store(scratch, f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5), 5 * ROW);
    d += columnStep;
    scratch += VECTOR;
  }
  scratch -= ROW;
  for (let i = 0; i < 6; i++) {
    const d0 = v128.load(scratch);
    const d1 = v128.load(scratch, VECTOR);
    const d2 = v128.load(scratch, 2 * VECTOR);
    const d3 = v128.load(scratch, 3 * VECTOR);
    const d4 = v128.load(scratch, 4 * VECTOR);
    const d5 = v128.load(scratch, 5 * VECTOR);
    const even = f32x4.sub(d4, f32x4.mul(four, d2));
    const odd = f32x4.sub(d3, f32x4.mul(four, d1));
    const even2 = f32x4.sub(d4, d2);
    const half2 = f32x4.sub(d3, d1);
    const odd2 = f32x4.add(half2, half2);
    v128.store(to, f32x4.add(f32x4.sub(f32x4.mul(four, d0), f32x4.mul(five, d2)), d4));
    v128.store((to += toStep), f32x4.add(even, odd));
    v128.store((to += toStep), f32x4.sub(even, odd));
    v128.store((to += toStep), f32x4.add(even2, odd2));
    v128.store((to += toStep), f32x4.sub(even2, odd2));
    v128.store((to += toStep), f32x4.add(f32x4.sub(f32x4.mul(four, d1), f32x4.mul(five, d3)), d5));
    to += toStep;
    scratch += ROW;
  }
}

/** A dy Aᵀ: 4 × 4 elements to 6 × 6. */
export function transformGradient(
  dy: usize,
  rowStep: usize,
  columnStep: usize,
  to: usize,
  toStep: usize,
  scratch: usize,
): void {
  const four = f32x4.splat(4);
  for (let i = 0; i < 4; i++) {
    const y0 = v128.load(dy);
    const y1 = v128.load(dy + rowStep);
    const y2 = v128.load(dy + 2 * rowStep);
    const y3 = v128.load(dy + 3 * rowStep);
    const even = f32x4.add(y0, y2);
    const odd = f32x4.add(y1, y3);
    const even2 = f32x4.add(y0, f32x4.mul(four, y2));
    const half2 = f32x4.add(y1, f32x4.mul(four, y3));
    const odd2 = f32x4.add(half2, half2);
    v128.store(scratch, y0);
    v128.store(scratch, f32x4.add(even, odd), ROW);
    v128.store(scratch, f32x4.sub(even, odd), 2 * ROW);
    v128.store(scratch, f32x4.add(even2, odd2), 3 * ROW);
    v128.store(scratch, f32x4.sub(even2, odd2), 4 * ROW);
    v128.store(scratch, y3, 5 * ROW);
    dy += columnStep;
    scratch += VECTOR;
  }
  scratch -= 4 * VECTOR;
  for (let i = 0; i < 6; i++) {
    const y0 = v128.load(scratch);
    const y1 = v128.load(scratch, VECTOR);
    const y2 = v128.load(scratch, 2 * VECTOR);
    const y3 = v128.load(scratch, 3 * VECTOR);
    const even = f32x4.add(y0, y2);
    const odd = f32x4.add(y1, y3);
    const even2 = f32x4.add(y0, f32x4.mul(four, y2));
    const half2 = f32x4.add(y1, f32x4.mul(four, y3));
    const odd2 = f32x4.add(half2, half2);
    v128.store(to, y0);
    v128.store((to += toStep), f32x4.add(even, odd));
    v128.store((to += toStep), f32x4.sub(even, odd));
    v128.store((to += toStep), f32x4.add(even2, odd2));
    v128.store((to += toStep), f32x4.sub(even2, odd2));
    v128.store((to += toStep), y3);
    to += toStep;
    scratch += ROW;
  }
}

/** G g Gᵀ: 3 × 3 taps to 6 × 6 elements. */
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
  for (let i = 0; i < 3; i++) {
    const g0 = v128.load(g);
    const g1 = v128.load(g + rowStep);
    const g2 = v128.load(g + 2 * rowStep);
    const even = f32x4.mul(sixth, f32x4.add(g0, g2));
    const odd = f32x4.mul(sixth, g1);
    const even2 = f32x4.sub(f32x4.mul(twentyFourth, g0), f32x4.mul(sixth, g2));
    const odd2 = f32x4.mul(twelfth, g1);
    v128.store(scratch, f32x4.mul(quarter, g0));
    v128.store(scratch, f32x4.add(even, odd), ROW);
    v128.store(scratch, f32x4.sub(even, odd), 2 * ROW);
    v128.store(scratch, f32x4.add(even2, odd2), 3 * ROW);
    v128.store(scratch, f32x4.sub(even2, odd2), 4 * ROW);
    v128.store(scratch, g2, 5 * ROW);
    g += columnStep;
    scratch += VECTOR;
  }
  scratch -= 3 * VECTOR;
  for (let i = 0; i < 6; i++) {
    const g0 = v128.load(scratch);
    const g1 = v128.load(scratch, VECTOR);
    const g2 = v128.load(scratch, 2 * VECTOR);
    const even = f32x4.mul(sixth, f32x4.add(g0, g2));
    const odd = f32x4.mul(sixth, g1);
    const even2 = f32x4.sub(f32x4.mul(twentyFourth, g0), f32x4.mul(sixth, g2));
    const odd2 = f32x4.mul(twelfth, g1);
    v128.store(to, f32x4.mul(quarter, g0));
    v128.store((to += toStep), f32x4.add(even, odd));
    v128.store((to += toStep), f32x4.sub(even, odd));
    v128.store((to += toStep), f32x4.add(even2, odd2));
    v128.store((to += toStep), f32x4.sub(even2, odd2));
    v128.store((to += toStep), g2);
    to += toStep;
    scratch += ROW;
  }
}
