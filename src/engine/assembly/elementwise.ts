/**
 * LeakyReLU: y = x where x > 0, else slope · x (Maas, Hannun and Ng, 2013). `x` and `y` may be the same
 * memory.
 */
export function leakyRelu(x: usize, y: usize, count: i32, slope: f32): void {
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  const end = x + ((<usize>(count & ~3)) << 2);
  while (x < end) {
    const value = v128.load(x);
    v128.store(y, v128.bitselect(value, f32x4.mul(value, slopes), f32x4.gt(value, zero)));
    x += 16;
    y += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    const value = load<f32>(x);
    store<f32>(y, value > 0 ? value : value * slope);
    x += 4;
    y += 4;
  }
}

/** Gradient of LeakyReLU: dx = dy where x > 0, NaN where x is, else slope · dy. */
export function leakyReluGradient(dy: usize, x: usize, dx: usize, count: i32, slope: f32): void {
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  const end = x + ((<usize>(count & ~3)) << 2);
  while (x < end) {
    const input = v128.load(x);
    const value = v128.load(dy);
    const gradient = v128.bitselect(value, f32x4.mul(value, slopes), f32x4.gt(input, zero));
    // A comparison's «true», all bits set, is a NaN.
    v128.store(dx, v128.or(gradient, f32x4.ne(input, input)));
    x += 16;
    dy += 16;
    dx += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    const input = load<f32>(x);
    const value = load<f32>(dy);
    store<f32>(dx, isNaN(input) ? input : input > 0 ? value : value * slope);
    x += 4;
    dy += 4;
    dx += 4;
  }
}

/** sums += terms. */
export function addTo(sums: usize, terms: usize, count: i32): void {
  const end = terms + ((<usize>(count & ~3)) << 2);
  while (terms < end) {
    v128.store(sums, f32x4.add(v128.load(sums), v128.load(terms)));
    sums += 16;
    terms += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    store<f32>(sums, load<f32>(sums) + load<f32>(terms));
    sums += 4;
    terms += 4;
  }
}

/** y = min(max(x, least), most); NaN where x is. `x` and `y` may be the same memory. */
export function clip(x: usize, y: usize, count: i32, least: f32, most: f32): void {
  const leasts = f32x4.splat(least);
  const mosts = f32x4.splat(most);
  const end = x + ((<usize>(count & ~3)) << 2);
  while (x < end) {
    v128.store(y, f32x4.min(f32x4.max(v128.load(x), leasts), mosts));
    x += 16;
    y += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    store<f32>(y, min<f32>(max<f32>(load<f32>(x), least), most));
    x += 4;
    y += 4;
  }
}

/** y = max(a, b), element by element; NaN where either is. `y` may be the memory of `a` or `b`. */
export function maximum(a: usize, b: usize, y: usize, count: i32): void {
  const end = a + ((<usize>(count & ~3)) << 2);
  while (a < end) {
    v128.store(y, f32x4.max(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    y += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    store<f32>(y, max<f32>(load<f32>(a), load<f32>(b)));
    a += 4;
    b += 4;
    y += 4;
  }
}

/** y = min(a, b), as `maximum`. */
export function minimum(a: usize, b: usize, y: usize, count: i32): void {
  const end = a + ((<usize>(count & ~3)) << 2);
  while (a < end) {
    v128.store(y, f32x4.min(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    y += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    store<f32>(y, min<f32>(load<f32>(a), load<f32>(b)));
    a += 4;
    b += 4;
    y += 4;
  }
}
