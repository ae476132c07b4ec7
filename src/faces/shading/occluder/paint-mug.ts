import { smoothstep, square, triangleWave } from '../../exact/arithmetic.ts';
import { hash } from '../../exact/random.ts';
import { MUG_COFFEE, MUG_HALF, MUG_HANDLE, MUG_INSIDE } from '../../geometry/occluder/mug.ts';
import type { OccluderLook } from './occluder-painter.ts';
import type { Sample } from '../sample.ts';

/** Bare clay, and a white glaze, in linear light. */
const CLAY = [0.36, 0.23, 0.15] as const;
const WHITE = [0.74, 0.71, 0.64] as const;
/** Rows of dots, and dots in a row. */
const DOTS = { rows: 4, round: 14 } as const;

/** Glazed ceramic: bands, dots, or a glaze that the mug was dipped in; white inside, and coffee in it. */
export function paintMug(s: Sample, { colour, pattern, seed, sharpness }: OccluderLook): void {
  s.specular = 1.1;
  s.tight = true;
  if (s.w > (MUG_INSIDE + MUG_COFFEE) / 2) {
    s.paint(0.035, 0.016, 0.008);
    return;
  }
  if (s.w > MUG_INSIDE / 2) {
    s.paint(WHITE[0], WHITE[1], WHITE[2]);
    s.occlusion *= smoothstep(MUG_HALF - 0.3, MUG_HALF, s.v) * 0.7 + 0.3;
    return;
  }
  // The glaze pools a little thicker towards the foot.
  const pool = 1 - 0.18 * smoothstep(0.1, -MUG_HALF, s.v);
  s.paint(colour[0] * pool, colour[1] * pool, colour[2] * pool);
  if (s.u >= MUG_HANDLE) return;
  if (pattern === 0) {
    const band =
      smoothstep(0.035, 0.026, Math.abs(s.v - 0.24)) + smoothstep(0.014, 0.008, Math.abs(s.v - 0.17));
    s.blend(WHITE[0], WHITE[1], WHITE[2], 0.9 * band);
  } else if (pattern === 1) {
    const row = s.v * DOTS.rows * 1.6;
    const shift = Math.floor(row + 0.5) % 2 === 0 ? 0 : 0.5;
    const along = s.u * DOTS.round + shift;
    const q = square(along - Math.floor(along) - 0.5) + square(row - Math.floor(row + 0.5));
    s.blend(WHITE[0], WHITE[1], WHITE[2], 0.9 * smoothstep(0.075, 0.05, q));
  } else {
    const edge = -0.14 + 0.025 * triangleWave(3 * s.u + hash(seed, 2)) + 0.012 * triangleWave(7 * s.u);
    const bare = smoothstep(edge, edge - 0.02, s.v);
    s.blend(CLAY[0], CLAY[1], CLAY[2], bare);
    s.specular *= 1 - 0.95 * bare;
    const speckle = hash(Math.floor(s.u * 160), Math.floor(s.v * 70), seed);
    if (speckle > 0.93) s.darken(1 - 0.3 * sharpness, 1 - 0.32 * sharpness, 1 - 0.35 * sharpness);
  }
}
