import { cos, mix, sin, square, TAU } from '../exact/arithmetic.ts';
import { Material } from '../material.ts';
import type { Detail } from './detail.ts';
import type { HeadShape } from './head.ts';
import type { Mesh } from './mesh.ts';
import { addTube } from './primitives.ts';
import type { Vec3 } from './vector.ts';

/** Glasses: two rims, a bridge and two temples. */
export function addGlasses(mesh: Mesh, head: HeadShape, detail: Detail): void {
  const { style } = head.identity.glasses;
  if (style === 'none') return;
  const radius = Math.min(head.eyeRadius * 1.06, head.eyeX - 0.055);
  // Far enough out to clear the eyes, the cheeks and the sides of the nose.
  const cheek = head.at(head.eyeX + radius * 0.4, head.eyeY - radius * 0.95)[2];
  const nose = head.at(head.eyeX - radius * 0.75, head.eyeY - radius * 0.7)[2];
  const front = Math.max(head.eyes[0][2] + head.eyeRadius * 1.1 + 0.07, cheek + 0.11, nose + 0.03);
  const bent = (x: number) => front - 0.06 * x * x; // the front follows the face round
  head.profileAt(0);
  const headWidth = head.width + 0.03;
  for (const [cx, cy] of head.eyes) {
    const n = detail.segments(26);
    const rim: Vec3[] = [];
    for (let i = 0; i < n; i++) {
      const [x, y] = rimPoint(style, (i / n) * TAU);
      rim.push([cx + radius * x, cy + radius * y, bent(cx + radius * x)]);
    }
    addTube(mesh, rim, () => [0.027, 0.03], detail.segments(7), Material.glasses, { closed: true });
    const side = cx < 0 ? -1 : 1;
    const hinge = Math.abs(cx) + radius;
    const temple: Vec3[] = [
      [side * hinge, cy, bent(hinge)],
      [side * mix(hinge, headWidth, 0.55), cy + 0.01, mix(bent(hinge), 0.08, 0.5)],
      [side * (headWidth + 0.02), cy - 0.01, 0],
    ];
    addTube(mesh, temple, () => [0.024, 0.024], 5, Material.glasses);
  }
  const inner = head.eyeX - radius;
  const bridge: Vec3[] = [
    [-inner, head.eyeY + 0.03, front],
    [0, head.eyeY + 0.07, front + 0.02],
    [inner, head.eyeY + 0.03, front],
  ];
  addTube(mesh, bridge, () => [0.024, 0.024], 5, Material.glasses);
}

/**
 * A rim of radius about 1 at the given angle: a circle, or a rounded rectangle (the 8-norm's unit circle,
 * flattened).
 */
function rimPoint(style: 'round' | 'square', angle: number): readonly [number, number] {
  const x = cos(angle);
  const y = sin(angle);
  if (style === 'round') return [x, y];
  const norm = Math.sqrt(Math.sqrt(Math.sqrt(square(square(square(x))) + square(square(square(y))))));
  const s = 1 / Math.sqrt(norm);
  return [x * s * 1.06, y * s * 0.76];
}
