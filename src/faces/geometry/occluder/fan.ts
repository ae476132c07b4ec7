import { cos, DEGREE, mix, sin } from '../../exact/arithmetic.ts';
import { Material } from '../../material.ts';
import type { Mesh } from '../mesh.ts';
import { addEllipsoid, addTube } from '../primitives.ts';
import type { Vec3 } from '../vector.ts';

/** Radii of the paper about the rivet, in head radii: a small fan, of 17 cm. */
export const FAN_INNER = 0.72;
export const FAN_OUTER = 1.55;
/** Where the fan's middle is, that of its paper, above the rivet. */
const MIDDLE = 1.15;
/** Radians from its left edge to its right one: half open. */
export const FAN_SPREAD = 104 * DEGREE;
/** Sides of its pleats: each fold towards the camera is followed by one away from it. */
const SIDES = 22;
/** How far the folds stand out at the outer edge. */
const DEPTH = 0.03;
/** Where u begins for ribs, and for the rivet. */
export const FAN_RIBS = 10;
export const FAN_RIVET = 20;

/** A folding fan, half open. u runs from its left edge to its right one, v from the paper's inner edge out. */
export function addFan(mesh: Mesh): void {
  for (let side = 0; side < SIDES; side++) {
    // Each side is flat, with corners of its own.
    const start = mesh.vertexCount;
    for (const r of [FAN_INNER, FAN_OUTER]) {
      const v = r === FAN_INNER ? 0 : 1;
      for (const fold of [side, side + 1]) {
        const [x, y, z] = onFold(fold, r);
        mesh.vertex(x, y, z, fold / SIDES, v, 0);
      }
    }
    mesh.surface(start, 2, 2, Material.occluder, { twoSided: true });
  }
  for (let fold = 2; fold < SIDES; fold += 2) addRib(mesh, fold, FAN_INNER + 0.03, [0.026, 0.008], -0.012);
  for (const fold of [0, SIDES]) addRib(mesh, fold, FAN_OUTER + 0.02, [0.045, 0.018], 0.016);
  addEllipsoid(mesh, [0, -MIDDLE, 0.03], [0.045, 0.045, 0.03], 10, 6, Material.occluder, { u: FAN_RIVET });
}

/** A rib from a little below the rivet to radius `end` along a fold, `lift` nearer to the camera than it. */
function addRib(mesh: Mesh, fold: number, end: number, radii: readonly [number, number], lift: number): void {
  const path = [-0.1, 0.3 * end, 0.6 * end, end].map((r): Vec3 => {
    const [x, y, z] = onFold(fold, r);
    return [x, y, z + lift];
  });
  addTube(mesh, path, (t) => [mix(0.7, 1, t) * radii[0], radii[1]], 6, Material.occluder, { u: FAN_RIBS });
}

/** The point of a fold, counted from the left, at a radius about the rivet. */
function onFold(fold: number, r: number): Vec3 {
  const angle = (fold / SIDES - 0.5) * FAN_SPREAD;
  return [r * sin(angle), r * cos(angle) - MIDDLE, ((fold % 2 === 0 ? DEPTH : -DEPTH) * r) / FAN_OUTER];
}
