export type Vec3 = readonly [number, number, number];

export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export function normalise(a: Vec3): Vec3 {
  const s = 1 / Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2] + 1e-12);
  return [a[0] * s, a[1] * s, a[2] * s];
}

/** The row-major matrix times the vector. */
export const rotateVector = (r: readonly number[], a: Vec3): Vec3 => [
  r[0] * a[0] + r[1] * a[1] + r[2] * a[2],
  r[3] * a[0] + r[4] * a[1] + r[5] * a[2],
  r[6] * a[0] + r[7] * a[1] + r[8] * a[2],
];
