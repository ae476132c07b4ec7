import { Material } from '../material.ts';
import type { Detail } from './detail.ts';
import type { HeadShape } from './head.ts';
import type { Mesh } from './mesh.ts';
import { addEllipsoid } from './primitives.ts';

/** The styles of hair that hang over the ears. */
const COVERING = new Set(['bob', 'long', 'curly']);

/** The ears, unless the hair covers them. u runs round, plus 10 for the left ear and 20 for the right. */
export function addEars(mesh: Mesh, head: HeadShape, detail: Detail): void {
  const { ears, hair } = head.identity;
  if (COVERING.has(hair.style)) return;
  head.profileAt(-0.06);
  const x = head.width + 0.02 + 0.05 * ears.out;
  for (const side of [-1, 1]) {
    addEllipsoid(
      mesh,
      [side * x, -0.08, -0.08],
      [0.08, 0.235 * ears.size, 0.15 * ears.size],
      detail.segments(14),
      detail.segments(12),
      Material.ear,
      { u: side < 0 ? 10 : 20, aboutY: side * (-0.35 - 0.5 * ears.out), aboutZ: side * -0.12 },
    );
  }
}
