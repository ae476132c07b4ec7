import { mix, smoothstep, square } from '../../exact/arithmetic.ts';
import { Material } from '../../material.ts';
import type { Performance } from '../../shot/performance.ts';
import type { Detail } from '../detail.ts';
import type { HeadShape } from '../head.ts';
import type { Mesh } from '../mesh.ts';
import { addTube } from '../primitives.ts';
import type { Vec3 } from '../vector.ts';

/**
 * A point of the brow's middle line, t from 0 at the nose to 1 at the temple, on the skin, lifted by `lift`.
 */
export function browPoint(
  head: HeadShape,
  performance: Performance,
  side: -1 | 1,
  t: number,
  lift = 0,
): Vec3 {
  const { brows } = head.identity;
  const raise = side < 0 ? performance.browLeft : performance.browRight;
  const up = Math.max(0, raise);
  const knit = performance.browKnit;
  const sad = Math.max(0, -performance.smile) * (1 - knit);
  const x = head.eyeX * 0.94 + (t - 0.47) * 0.5 * brows.length - 0.06 * knit * (1 - t);
  const y =
    head.eyeY +
    head.eyeRadius * 1.1 +
    0.01 +
    brows.height +
    (raise > 0 ? 0.11 : 0.08) * raise -
    0.075 * knit +
    0.08 * brows.arch * (1 - square(2 * t - 1.1)) +
    0.12 * (t - 0.5) * (brows.tilt + 2 * knit - 1.1 * sad) +
    0.035 * up * (1 - square(2 * t - 1));
  return head.at(side * x, y, lift);
}

/** A brow: a flat tube that lies on the skin, thickest near the nose. u, v are the surface's own. */
export function addBrow(
  mesh: Mesh,
  head: HeadShape,
  performance: Performance,
  side: -1 | 1,
  detail: Detail,
): void {
  const { thickness } = head.identity.brows;
  const n = detail.segments(11);
  const path: Vec3[] = [];
  for (let i = 0; i < n; i++) {
    path.push(browPoint(head, performance, side, i / (n - 1), 0.012 + 0.014 * thickness));
  }
  const radii = (t: number): [number, number] => {
    const f =
      mix(1, 0.35, smoothstep(0.45, 1, t)) * smoothstep(-0.12, 0.12, t) * smoothstep(1.05, 0.9, t) + 0.02;
    return [0.048 * thickness * f, 0.026 * (0.5 + 0.5 * thickness) * f];
  };
  addTube(mesh, path, radii, detail.segments(8), Material.brow);
}
