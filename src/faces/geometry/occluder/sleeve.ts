import { bump, cos, mix, sin, smoothstep, square, TAU } from '../../exact/arithmetic.ts';
import { hash } from '../../exact/random.ts';
import { Material } from '../../material.ts';
import type { Detail } from '../detail.ts';
import type { Mesh } from '../mesh.ts';

/** Where the sleeve ends at the hand, and where its elbow lies, outside any usual frame. */
export const CUFF_END = 0.95;
const ELBOW = -4.6;
/** How wide the cuff is. */
export const CUFF = 0.2;
const FOLDS = 30;
/** Of a turn: by this angle each fold is farther round the arm than the one before, so that none lie in a row. */
const GOLDEN = 0.618;
/** w of the lining, which is seen in the open end. */
export const SLEEVE_LINING = 2;

/** A fold of cloth: a furrow about part of the arm, on a slant. */
interface Fold {
  readonly x: number;
  readonly width: number;
  readonly slant: number;
  /** Direction round the arm at which it is deepest. */
  readonly round: number;
  readonly depth: number;
}

/**
 * A forearm in cloth, the hand drawn into the sleeve: along x, the elbow to the left. u runs round, v is x,
 * and w how deep in a fold it is, 0 to 1.
 */
export function addSleeve(mesh: Mesh, seed: number, detail: Detail): void {
  const folds = foldsOf(seed);
  const columns = detail.segments(34);
  const rows = detail.segments(84);
  const start = mesh.vertexCount;
  for (let j = 0; j < rows; j++) {
    const t = j / (rows - 1);
    const x = mix(ELBOW, CUFF_END, 1 - square(1 - t)); // rows crowd towards the cuff
    for (let i = 0; i < columns; i++) {
      const angle = (i / columns) * TAU;
      const furrow = furrowAt(folds, x, angle);
      const r = radiusAt(x) * (1 - 0.16 * furrow);
      put(mesh, x, r, angle, Math.min(1, Math.max(0, furrow)));
    }
  }
  mesh.surface(start, columns, rows, Material.occluder, { closed: true });
  const hem = mesh.vertexCount;
  for (const [x, r] of [
    [CUFF_END, radiusAt(CUFF_END)],
    [CUFF_END + 0.012, radiusAt(CUFF_END) - 0.015],
    [CUFF_END - 0.01, radiusAt(CUFF_END) - 0.035],
    [CUFF_END - 0.35, 0],
  ] as const) {
    for (let i = 0; i < columns; i++) put(mesh, x, r, (i / columns) * TAU, SLEEVE_LINING);
  }
  mesh.surface(hem, columns, 4, Material.occluder, { closed: true });
}

function put(mesh: Mesh, x: number, r: number, angle: number, w: number): void {
  // The arm hangs through a little between elbow and hand.
  const sag = 0.02 * square(x);
  mesh.vertex(x, r * cos(angle) - sag, r * sin(angle), angle / TAU, x, w);
}

/** Radius of the cloth: closed at the elbow, where no frame shows it, wide along the arm, gathered by the cuff. */
function radiusAt(x: number): number {
  const arm = mix(0.36, 0.5, smoothstep(CUFF_END, ELBOW, x));
  const gathered = smoothstep(CUFF_END - CUFF - 0.22, CUFF_END - CUFF, x);
  return x > ELBOW ? mix(arm, 0.29, gathered) : 0;
}

/** How deep in folds a point is: 1 at the bottom of a deep one, below 0 on a swelling between two. */
function furrowAt(folds: readonly Fold[], x: number, angle: number): number {
  const free = smoothstep(CUFF_END - CUFF + 0.02, CUFF_END - CUFF - 0.12, x);
  let furrow = 0;
  for (const { x: middle, width, slant, round, depth } of folds) {
    const off = (x - middle - slant * sin(angle - round)) / width;
    if (off > 2 || off < -2) continue;
    const about = square(0.5 + 0.5 * cos(angle - round));
    furrow += depth * about * (bump(square(off)) - 0.55 * bump(square(Math.abs(off) - 1)));
  }
  return furrow * free;
}

/** The folds of a seed: many and narrow by the cuff, where cloth is pushed together; fewer and wide beyond. */
function foldsOf(seed: number): Fold[] {
  return Array.from({ length: FOLDS }, (_, i) => {
    const t = (i + hash(i, seed, 1)) / FOLDS;
    return {
      x: mix(CUFF_END - CUFF - 0.1, -3.4, t * (0.45 + 0.55 * t)),
      width: mix(0.1, 0.26, t) * (0.6 + 0.9 * hash(i, seed, 2)),
      slant: 1.1 * (hash(i, seed, 3) - 0.5),
      round: TAU * (GOLDEN * i + 0.4 * hash(i, seed, 4)),
      depth: 0.4 + 0.8 * hash(i, seed, 5),
    };
  });
}
