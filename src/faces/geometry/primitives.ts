import { cos, PI, sin, TAU } from '../exact/arithmetic.ts';
import type { Material } from '../material.ts';
import type { Mesh } from './mesh.ts';
import { cross, normalise, type Vec3 } from './vector.ts';

/**
 * An ellipsoid with radii `r` about `centre`, turned by `aboutZ` and then `aboutY` radians. u runs round, v
 * from foot to top.
 */
export function addEllipsoid(
  mesh: Mesh,
  centre: Vec3,
  r: Vec3,
  columns: number,
  rows: number,
  material: Material,
  { u = 0, aboutY = 0, aboutZ = 0 } = {},
): void {
  const start = mesh.vertexCount;
  const cy = cos(aboutY);
  const sy = sin(aboutY);
  const cz = cos(aboutZ);
  const sz = sin(aboutZ);
  for (let j = 0; j < rows; j++) {
    const latitude = (j / (rows - 1) - 0.5) * PI;
    const ring = cos(latitude);
    const height = r[1] * sin(latitude);
    for (let i = 0; i < columns; i++) {
      const longitude = (i / columns) * TAU;
      const ex = r[0] * ring * sin(longitude);
      const ez = r[2] * ring * cos(longitude);
      const x = ex * cz - height * sz;
      const y = ex * sz + height * cz;
      mesh.vertex(
        centre[0] + x * cy + ez * sy,
        centre[1] + y,
        centre[2] - x * sy + ez * cy,
        u + i / columns,
        j / (rows - 1),
        0,
      );
    }
  }
  mesh.surface(start, columns, rows, material, { closed: true });
}

/**
 * A tube along `path`. `radii(t)` gives its two half widths at t in [0, 1]: the first along `up × tangent`,
 * the second along the remaining axis.
 */
export function addTube(
  mesh: Mesh,
  path: readonly Vec3[],
  radii: (t: number) => readonly [number, number],
  sides: number,
  material: Material,
  { closed = false, up = [0, 0, 1] as Vec3, u = 0 } = {},
): void {
  const start = mesh.vertexCount;
  const n = path.length;
  const rows = closed ? n + 1 : n;
  for (let j = 0; j < rows; j++) {
    const p = path[j % n];
    const before = path[closed ? (j + n - 1) % n : Math.max(0, j - 1)];
    const after = path[closed ? (j + 1) % n : Math.min(n - 1, j + 1)];
    const tangent = normalise([after[0] - before[0], after[1] - before[1], after[2] - before[2]]);
    const side = normalise(cross(tangent, up));
    const other = cross(side, tangent);
    const t = j / (rows - 1);
    const [r1, r2] = radii(t);
    for (let i = 0; i < sides; i++) {
      const angle = (i / sides) * TAU;
      const c = cos(angle) * r1;
      const s = sin(angle) * r2;
      mesh.vertex(
        p[0] + side[0] * c + other[0] * s,
        p[1] + side[1] * c + other[1] * s,
        p[2] + side[2] * c + other[2] * s,
        u + i / sides,
        t,
        0,
      );
    }
  }
  mesh.surface(start, sides, rows, material, { closed: true, flipped: true });
}
