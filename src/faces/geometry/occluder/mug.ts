import { cos, PI, sin, TAU } from '../../exact/arithmetic.ts';
import { Material } from '../../material.ts';
import type { Detail } from '../detail.ts';
import type { Mesh } from '../mesh.ts';
import { addTube } from '../primitives.ts';
import type { Vec3 } from '../vector.ts';

/** Half its height, and its radius: 9 cm high where a head is 23. */
export const MUG_HALF = 0.42;
const RADIUS = 0.38;
const WALL = 0.035;
/** Height of the coffee in it. */
const LEVEL = 0.22;
/** Where u tells the handle, and w the inside and the coffee, from the glazed outside. */
export const MUG_HANDLE = 10;
export const MUG_INSIDE = 1;
export const MUG_COFFEE = 2;

/** A mug, open at the top, its handle to the right. u runs round, v is the height, w the part. */
export function addMug(mesh: Mesh, detail: Detail): void {
  const columns = detail.segments(40);
  const foot = RADIUS * 0.86;
  const inner = RADIUS - WALL;
  addLathe(mesh, columns, 0, [
    [0, 0.03 - MUG_HALF],
    [foot - 0.05, 0.03 - MUG_HALF],
    [foot - 0.02, -MUG_HALF],
    [foot, -MUG_HALF],
    [foot + 0.022, 0.015 - MUG_HALF],
    [RADIUS - 0.012, 0.07 - MUG_HALF],
    [RADIUS, 0.13 - MUG_HALF],
    [RADIUS, -0.1],
    [RADIUS, 0.15],
    [RADIUS, MUG_HALF - 0.03],
    [RADIUS + 0.004, MUG_HALF - 0.012],
    [RADIUS - 0.006, MUG_HALF],
  ]);
  addLathe(mesh, columns, MUG_INSIDE, [
    [RADIUS - 0.006, MUG_HALF],
    [RADIUS - WALL / 2, MUG_HALF + 0.006],
    [inner + 0.004, MUG_HALF - 0.004],
    [inner, MUG_HALF - 0.03],
    [inner, LEVEL - 0.02],
  ]);
  addLathe(mesh, columns, MUG_COFFEE, [
    [inner, LEVEL],
    [0, LEVEL],
  ]);
  const handle: Vec3[] = [];
  const bends = detail.segments(14);
  for (let i = 0; i <= bends; i++) {
    const angle = PI * (i / bends - 0.5) * 1.06;
    handle.push([RADIUS - 0.02 + 0.25 * cos(angle), 0.01 + 0.26 * sin(angle), 0]);
  }
  addTube(mesh, handle, () => [0.05, 0.065], detail.segments(10), Material.occluder, { u: MUG_HANDLE });
}

/** Turns a profile (radius, height) about the y axis; its outside is to the right of its direction. */
function addLathe(
  mesh: Mesh,
  columns: number,
  part: number,
  profile: readonly (readonly [number, number])[],
): void {
  const start = mesh.vertexCount;
  for (const [radius, height] of profile) {
    for (let i = 0; i < columns; i++) {
      const angle = (i / columns) * TAU;
      mesh.vertex(radius * sin(angle), height, radius * cos(angle), angle / TAU, height, part);
    }
  }
  mesh.surface(start, columns, profile.length, Material.occluder, { closed: true });
}
