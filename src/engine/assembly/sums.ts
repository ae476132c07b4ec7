// Sums of single-precision numbers, in double precision: a long sum in single precision loses digits. The mean
// of equal numbers is exactly that number.

/** Sum of `count` floats. */
export function sum(x: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = x + ((<usize>(count & ~3)) << 2);
  while (x < end) {
    low = f64x2.add(low, f64x2.promote_low_f32x4(v128.load64_zero(x)));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
    x += 16;
  }
  let total = lanes(f64x2.add(low, high));
  for (let i = count & 3; i > 0; i--) {
    total += <f64>load<f32>(x);
    x += 4;
  }
  return total;
}

/** Σ a · b over `count` floats of each. */
export function sumOfProducts(a: usize, b: usize, count: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = a + ((<usize>(count & ~3)) << 2);
  while (a < end) {
    const a0 = f64x2.promote_low_f32x4(v128.load64_zero(a));
    const a1 = f64x2.promote_low_f32x4(v128.load64_zero(a, 8));
    low = f64x2.add(low, f64x2.mul(a0, f64x2.promote_low_f32x4(v128.load64_zero(b))));
    high = f64x2.add(high, f64x2.mul(a1, f64x2.promote_low_f32x4(v128.load64_zero(b, 8))));
    a += 16;
    b += 16;
  }
  let total = lanes(f64x2.add(low, high));
  for (let i = count & 3; i > 0; i--) {
    total += <f64>load<f32>(a) * <f64>load<f32>(b);
    a += 4;
    b += 4;
  }
  return total;
}

/** Sum of both lanes. */
function lanes(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
