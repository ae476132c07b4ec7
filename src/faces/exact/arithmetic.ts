/**
 * Arithmetic that gives the same bits in every engine. ECMA-262 rounds `+ − × ÷`, `Math.sqrt`, `Math.floor`
 * and their like exactly, but leaves `Math.sin`, `Math.exp`, `Math.pow` and `**` to the engine, whose last
 * bits differ. The renderer uses only the exactly rounded ones, so a frame can be checked byte for byte on
 * any machine.
 */

export const PI = 3.141592653589793;
export const TAU = 2 * PI;
/** Radians in a degree. */
export const DEGREE = PI / 180;

/**
 * Sine of `x` radians: the Taylor polynomial of degree 11 after reduction to ±π/2; within 6e-8 of the true
 * value.
 */
export function sin(x: number): number {
  let r = x - Math.floor(x / TAU + 0.5) * TAU;
  if (r > PI / 2) r = PI - r;
  else if (r < -PI / 2) r = -PI - r;
  const q = r * r;
  return r * (1 + q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880 - q / 39916800)))));
}

/** Cosine of `x` radians. */
export const cos = (x: number): number => sin(x + PI / 2);

/** `x` held within [low, high]. */
export const clamp = (x: number, low = 0, high = 1): number => (x < low ? low : x > high ? high : x);

/** Linear interpolation: a at t = 0, b at t = 1. */
export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/** The cubic smoothstep: 0 at `from` and before, 1 at `to` and beyond; `from` may be the larger one. */
export function smoothstep(from: number, to: number, x: number): number {
  let t = (x - from) / (to - from);
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  return t * t * (3 - 2 * t);
}

/**
 * A bump with compact support over a squared, normalised distance q: 1 at q = 0, falling smoothly to 0 at q ≥
 * 1.
 */
export function bump(q: number): number {
  if (q >= 1) return 0;
  const t = 1 - q;
  return t * t * t;
}

export const square = (x: number): number => x * x;

/** A triangle wave of period 1 between −1 and 1: a cheap stand-in for a sine where only texture matters. */
export function triangleWave(x: number): number {
  const t = x - Math.floor(x);
  return t < 0.5 ? 4 * t - 1 : 3 - 4 * t;
}

/** `x` rounded to three decimals, so that sampled parameters stay readable in JSON. */
export const tidy = (x: number): number => Math.floor(x * 1000 + 0.5) / 1000;
