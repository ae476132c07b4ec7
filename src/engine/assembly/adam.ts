/**
 * One step of Adam (Kingma and Ba, 2015), with the bias corrections of both moments folded into two factors:
 * m ← β1·m + (1 − β1)·g, v ← β2·v + (1 − β2)·g², w ← w − rate · m / (√(v · correction2) + ε), where
 * rate = α / (1 − β1ᵗ) and correction2 = 1 / (1 − β2ᵗ).
 *
 * `m` and `v` may be the same memory as `newM` and `newV`, and `w` as `newW`.
 */
export function adam(
  w: usize,
  m: usize,
  v: usize,
  g: usize,
  newW: usize,
  newM: usize,
  newV: usize,
  count: i32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  correction2: f32,
  epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const c1 = f32x4.splat(1 - beta1);
  const c2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate);
  const corrections = f32x4.splat(correction2);
  const epsilons = f32x4.splat(epsilon);
  const whole = (<usize>(count & ~3)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const gradient = v128.load(g + at);
    const first = f32x4.add(f32x4.mul(v128.load(m + at), b1), f32x4.mul(gradient, c1));
    const second = f32x4.add(f32x4.mul(v128.load(v + at), b2), f32x4.mul(f32x4.mul(gradient, gradient), c2));
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(second, corrections)), epsilons);
    v128.store(newM + at, first);
    v128.store(newV + at, second);
    v128.store(newW + at, f32x4.sub(v128.load(w + at), f32x4.div(f32x4.mul(first, rates), root)));
  }
  const end = (<usize>count) << 2;
  for (; at < end; at += 4) {
    const gradient = load<f32>(g + at);
    const first = load<f32>(m + at) * beta1 + gradient * (1 - beta1);
    const second = load<f32>(v + at) * beta2 + gradient * gradient * (1 - beta2);
    store<f32>(newM + at, first);
    store<f32>(newV + at, second);
    store<f32>(newW + at, load<f32>(w + at) - (first * rate) / (sqrt<f32>(second * correction2) + epsilon));
  }
}
