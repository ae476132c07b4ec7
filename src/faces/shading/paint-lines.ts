import { bump, smoothstep, square, triangleWave } from '../exact/arithmetic.ts';
import type { HeadShape } from '../geometry/head.ts';
import type { Look } from './look.ts';
import type { Sample } from './sample.ts';

/** The lines of age: across the forehead, at the outer corners of the eyes, and the bags under them. */
export function paintLines(s: Sample, head: HeadShape, { lines, crease }: Look): void {
  const { eyeX, eyeY, eyeRadius } = head;
  const ax = Math.abs(s.u);
  let depth = 0;
  const above = s.v - eyeY - eyeRadius * 1.9;
  if (above > 0) {
    const waves = above * 9.5 + 0.12 * triangleWave(s.u * 1.1 + 0.25);
    const inRows = smoothstep(0, 0.04, above) * smoothstep(0.36, 0.28, above) * smoothstep(0.55, 0.3, ax);
    depth = 0.5 * inRows * smoothstep(0.35, 0.95, triangleWave(waves + 0.25));
  }
  const dx = ax - eyeX - eyeRadius * 1.12;
  const dy = s.v - eyeY + 0.02;
  if (dx > 0 && dx < 0.14) {
    const rays = triangleWave((dy / (dx + 0.12)) * 1.5 + 0.5);
    const crow = smoothstep(0, 0.03, dx) * smoothstep(0.14, 0.06, dx) * smoothstep(0.17, 0.1, Math.abs(dy));
    depth = Math.max(depth, 0.34 * crow * smoothstep(0.3, 1, rays));
  }
  const across = square((ax - eyeX) / (eyeRadius * 0.8));
  if (across < 1) {
    const bag = eyeY - eyeRadius * (1.16 - 0.4 * across) - s.v;
    depth = Math.max(depth, 0.6 * bump(square(bag / 0.045)) * (1 - across * across));
  }
  if (depth <= 0) return;
  depth *= lines;
  s.occlusion *= 1 - 0.55 * depth;
  s.blend(crease[0], crease[1], crease[2], 0.5 * depth);
}
