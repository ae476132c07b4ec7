import type { Scene } from '../geometry/scene.ts';
import { Material } from '../material.ts';
import { CAMERA_DISTANCE } from '../raster/camera.ts';
import type { VisibilityBuffer } from '../raster/visibility.ts';
import type { Background } from './background.ts';
import type { Complexion } from './complexion.ts';
import type { Lighting } from './lighting.ts';
import type { Painter } from './painter.ts';
import { Sample } from './sample.ts';
import { toneMap } from './tone.ts';

/** Samples per side of a pixel. */
export const SAMPLING = 2;
/** The order in which a pixel's four samples are shaded: the diagonal first. */
const ORDER = [
  [0, 0],
  [1, 1],
  [0, 1],
  [1, 0],
] as const;
/**
 * Two samples of one material that differ by less than this (summed over the channels) stand for all four.
 */
const ALIKE = 0.05;

const sample = new Sample();

/** Shades every pixel into `light`: size × size × 3 displayed values. @param occlusion one value a pixel. */
export function shade(
  scene: Scene,
  seen: VisibilityBuffer,
  occlusion: Float32Array,
  complexion: Complexion,
  painter: Painter,
  lighting: Lighting,
  background: Background,
  size: number,
  light: Float32Array,
): void {
  const { material } = scene.mesh;
  const offsets = ORDER.map(([column, row]) => row * seen.size + column);
  const s = sample;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const corner = y * SAMPLING * seen.size + x * SAMPLING;
      let red = 0;
      let green = 0;
      let blue = 0;
      let shaded = 0;
      let empty = 0;
      let firstMaterial = -1;
      for (let i = 0; i < 4; i++) {
        const cell = corner + offsets[i];
        const triangle = seen.triangle[cell];
        if (triangle < 0) {
          empty++;
          continue;
        }
        const m = material[triangle];
        fetch(s, scene, seen, complexion, cell, triangle);
        s.occlusion *= occlusion[y * size + x];
        painter.paint(s, m);
        lighting.light(s);
        toneMap(s);
        red += s.red;
        green += s.green;
        blue += s.blue;
        shaded++;
        if (i === 0) {
          firstMaterial = m;
          // The neck is plain: one sample stands for all.
          if (m === Material.neck && seen.triangle[corner + offsets[1]] === triangle) break;
        } else if (i === 1 && m === firstMaterial && empty === 0) {
          const difference =
            Math.abs(red - 2 * s.red) + Math.abs(green - 2 * s.green) + Math.abs(blue - 2 * s.blue);
          if (difference < ALIKE) break;
        }
      }
      if (empty > 0) {
        background.at(x / size, y / size);
        red += empty * background.red;
        green += empty * background.green;
        blue += empty * background.blue;
      }
      const scale = 1 / (shaded + empty);
      const o = (y * size + x) * 3;
      light[o] = red * scale;
      light[o + 1] = green * scale;
      light[o + 2] = blue * scale;
    }
  }
}

/** Interpolates a cell's surface into the sample. */
function fetch(
  s: Sample,
  { mesh }: Scene,
  seen: VisibilityBuffer,
  complexion: Complexion,
  cell: number,
  triangle: number,
): void {
  const a = mesh.a[triangle];
  const b = mesh.b[triangle];
  const c = mesh.c[triangle];
  const wa = seen.weightA[cell];
  const wb = seen.weightB[cell];
  const wc = 1 - wa - wb;
  const x = wa * mesh.x[a] + wb * mesh.x[b] + wc * mesh.x[c];
  const y = wa * mesh.y[a] + wb * mesh.y[b] + wc * mesh.y[c];
  const z = wa * mesh.z[a] + wb * mesh.z[b] + wc * mesh.z[c];
  let nx = wa * mesh.nx[a] + wb * mesh.nx[b] + wc * mesh.nx[c];
  let ny = wa * mesh.ny[a] + wb * mesh.ny[b] + wc * mesh.ny[c];
  let nz = wa * mesh.nz[a] + wb * mesh.nz[b] + wc * mesh.nz[c];
  const toCamera = CAMERA_DISTANCE - z;
  const near = 1 / Math.sqrt(x * x + y * y + toCamera * toCamera);
  const vx = -x * near;
  const vy = -y * near;
  const vz = toCamera * near;
  let unit = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12);
  if (mesh.twoSided[triangle] === 1 && nx * vx + ny * vy + nz * vz < 0) unit = -unit;
  nx *= unit;
  ny *= unit;
  nz *= unit;
  s.x = x;
  s.y = y;
  s.z = z;
  s.nx = nx;
  s.ny = ny;
  s.nz = nz;
  s.vx = vx;
  s.vy = vy;
  s.vz = vz;
  s.u = wa * mesh.u[a] + wb * mesh.u[b] + wc * mesh.u[c];
  s.v = wa * mesh.v[a] + wb * mesh.v[b] + wc * mesh.v[c];
  s.w = wa * mesh.w[a] + wb * mesh.w[b] + wc * mesh.w[c];
  s.occlusion = 1;
  if (mesh.material[triangle] === Material.skin) {
    // The head's vertices come first in the mesh, in the complexion's order.
    s.red = wa * complexion.red[a] + wb * complexion.red[b] + wc * complexion.red[c];
    s.green = wa * complexion.green[a] + wb * complexion.green[b] + wc * complexion.green[c];
    s.blue = wa * complexion.blue[a] + wb * complexion.blue[b] + wc * complexion.blue[c];
    s.occlusion = wa * complexion.occlusion[a] + wb * complexion.occlusion[b] + wc * complexion.occlusion[c];
  }
}
