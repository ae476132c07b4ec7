/** LeakyReLU: y = x where x > 0, else slope · x (Maas, Hannun and Ng, 2013). `x` and `y` may be one place. */
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

/** Gradient of LeakyReLU: dx = dy where x > 0, else slope · dy. */
export function leakyReluGradient(dy: usize, x: usize, dx: usize, count: i32, slope: f32): void {
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  const end = x + ((<usize>(count & ~3)) << 2);
  while (x < end) {
    const value = v128.load(dy);
    v128.store(dx, v128.bitselect(value, f32x4.mul(value, slopes), f32x4.gt(v128.load(x), zero)));
    x += 16;
    dy += 16;
    dx += 16;
  }
  for (let i = count & 3; i > 0; i--) {
    const value = load<f32>(dy);
    store<f32>(dx, load<f32>(x) > 0 ? value : value * slope);
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
