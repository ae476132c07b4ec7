import { smoothstep, square } from '../../exact/arithmetic.ts';
import { hash } from '../../exact/random.ts';
import { FAN_INNER, FAN_OUTER, FAN_RIBS, FAN_RIVET, FAN_SPREAD } from '../../geometry/occluder/fan.ts';
import type { OccluderLook } from './occluder-painter.ts';
import type { Sample } from '../sample.ts';

/** Lacquered wood, brass, ink and chalk, in linear light. */
const WOOD = [0.11, 0.05, 0.025] as const;
const BRASS = [0.62, 0.42, 0.14] as const;
const INK = [0.07, 0.08, 0.13] as const;
const CHALK = [0.78, 0.72, 0.62] as const;
/** Height and middle breadth of the paper, in head radii. */
const HEIGHT = FAN_OUTER - FAN_INNER;
const BREADTH = (FAN_SPREAD * (FAN_OUTER + FAN_INNER)) / 2;
const WAVE = 0.2;
const BLOSSOMS = 9;

/** Paper with an edge and a painting: a moon, blossoms, or waves; ribs of wood, and a rivet. */
export function paintFan(s: Sample, { colour, pattern, seed }: OccluderLook): void {
  if (s.u >= FAN_RIVET - 1) {
    s.paint(BRASS[0], BRASS[1], BRASS[2]);
    s.specular = 0.8;
    s.tight = true;
    return;
  }
  if (s.u >= FAN_RIBS - 1) {
    s.paint(WOOD[0], WOOD[1], WOOD[2]);
    s.specular = 0.35;
    return;
  }
  s.paint(colour[0], colour[1], colour[2]);
  s.wrap(0.35, 0.33, 0.3); // light passes through paper
  s.specular = 0.03;
  const paint = 0.35 * colour[0] + 0.5 * colour[1] + 0.15 * colour[2] > 0.25 ? INK : CHALK;
  const x = (s.u - 0.5) * BREADTH;
  const y = s.v * HEIGHT;
  const cover = pattern === 0 ? moon(x, y, seed) : pattern === 1 ? blossoms(x, y, seed) : waves(x, y);
  const edge = smoothstep(0.93, 0.945, s.v) + smoothstep(0.04, 0.025, s.v);
  s.blend(paint[0], paint[1], paint[2], 0.85 * Math.min(1, cover + edge));
}

/** A disc, and a thin line of cloud before it. */
function moon(x: number, y: number, seed: number): number {
  const r2 = square(x - 0.9 * (hash(seed, 3) - 0.5)) + square(y - 0.45);
  return smoothstep(0.052, 0.048, r2) * (1 - smoothstep(0.03, 0.02, Math.abs(y - 0.36)));
}

/** Flowers of five petals, strewn. */
function blossoms(x: number, y: number, seed: number): number {
  let cover = 0;
  for (let i = 0; i < BLOSSOMS; i++) {
    const dx = x - ((i + 0.2 + 0.6 * hash(i, seed, 4)) / BLOSSOMS - 0.5) * BREADTH;
    const dy = y - HEIGHT * (0.2 + 0.6 * hash(i, seed, 5));
    const r2 = dx * dx + dy * dy;
    if (r2 > 0.02) continue;
    // cos 5θ, by the Chebyshev polynomial of cos θ.
    const c = dy / Math.sqrt(r2 + 1e-9);
    const petals = c * (5 - c * c * (20 - 16 * c * c));
    const radius = (0.065 + 0.03 * hash(i, seed, 6)) * (0.8 + 0.2 * petals);
    cover = Math.max(
      cover,
      smoothstep(1, 0.8, r2 / square(radius)) * smoothstep(0.04, 0.09, r2 / square(radius)),
    );
  }
  return cover;
}

/** Rows of arcs, each row half a wave beside the one above: seigaiha. */
function waves(x: number, y: number): number {
  for (let row = Math.floor(y / (WAVE / 2)); row >= -1; row--) {
    const across = x / WAVE + (row % 2 === 0 ? 0 : 0.5);
    const dx = (across - Math.floor(across) - 0.5) * WAVE;
    const dy = y - (row * WAVE) / 2;
    const r = Math.sqrt(dx * dx + dy * dy) / (WAVE / 2);
    if (r > 1) continue;
    return smoothstep(0.8, 0.9, r) + smoothstep(0.08, 0.02, Math.abs(r - 0.55));
  }
  return 0;
}
