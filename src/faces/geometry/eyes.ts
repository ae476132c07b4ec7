import { clamp, cos, mix, sin, smoothstep } from '../exact/arithmetic.ts';
import type { Identity } from '../shot/identity.ts';
import { Material } from '../material.ts';
import type { Performance } from '../shot/performance.ts';
import type { HeadShape } from './head.ts';
import type { Detail } from './detail.ts';
import type { Mesh } from './mesh.ts';
import type { Vec3 } from './vector.ts';

/** Azimuth of the corners of the lids on the eyeball, radians. */
export const EYE_CORNER = 1.02;

/**
 * One eye's lids for one performance, as elevations (radians) on the eyeball at x, −1 the left corner, 1 the
 * right.
 */
export class EyeShape {
  readonly centre: Vec3;
  readonly radius: number;
  /** −1 for the eye at the picture's left, 1 for the other. */
  readonly side: -1 | 1;
  readonly blink: number;
  readonly #upper: number;
  readonly #lower: number;
  readonly #slant: number;

  constructor(head: HeadShape, performance: Performance, side: -1 | 1) {
    const { eyes, age } = head.identity;
    const happy = Math.max(0, performance.smile);
    const brow = side < 0 ? performance.browLeft : performance.browRight;
    this.centre = head.eyes[side < 0 ? 0 : 1];
    this.radius = head.eyeRadius;
    this.side = side;
    this.blink = side < 0 ? performance.blinkLeft : performance.blinkRight;
    const droop = 0.14 * smoothstep(40, 85, age);
    const raised =
      1 +
      0.28 * Math.max(0, brow) -
      0.2 * Math.max(0, -brow) -
      0.12 * happy -
      0.2 * performance.browKnit -
      droop;
    this.#upper = mix(0.6 * eyes.openness * raised + 0.12 * performance.gazeY, -0.3, this.blink);
    const lower = -0.5 * (0.6 + 0.4 * eyes.openness) + 0.22 * happy + 0.08 * performance.gazeY;
    this.#lower = mix(lower, -0.32, this.blink);
    this.#slant = eyes.tilt * 0.7 * side;
  }

  upper(x: number): number {
    return this.#upper * Math.sqrt(Math.max(0, 1 - x * x)) + this.#slant * x;
  }

  lower(x: number): number {
    return this.#lower * Math.sqrt(Math.max(0, 1 - x * x)) + this.#slant * x;
  }
}

/** The direction both eyes look, in the head's frame. */
export function gazeDirection({ gazeX, gazeY }: Performance): Vec3 {
  const x = sin(0.5 * gazeX);
  const y = sin(0.38 * gazeY);
  return [x, y, Math.sqrt(1 - x * x - y * y)];
}

/**
 * The eyeball: only the front is drawn, sunk a little where the lids cover it. u, v are the direction's x, y;
 * w the side.
 */
export function addEyeball(mesh: Mesh, eye: EyeShape, detail: Detail): void {
  const start = mesh.vertexCount;
  const columns = detail.segments(20);
  const rows = detail.segments(15);
  const [cx, cy, cz] = eye.centre;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const azimuth = (i / (columns - 1) - 0.5) * 2.9;
      const elevation = (j / (rows - 1) - 0.5) * 2.4;
      const x = clamp(azimuth / EYE_CORNER, -1, 1);
      const beyond = Math.max(
        elevation - eye.upper(x),
        eye.lower(x) - elevation,
        Math.abs(azimuth) - EYE_CORNER,
      );
      const radius = eye.radius * (1 - 0.22 * smoothstep(0.12, 0.3, beyond));
      const dx = sin(azimuth);
      const dy = cos(azimuth) * sin(elevation);
      const dz = cos(azimuth) * cos(elevation);
      mesh.vertex(cx + radius * dx, cy + radius * dy, cz + radius * dz, dx, dy, eye.side);
    }
  }
  mesh.surface(start, columns, rows, Material.eye);
}

/**
 * Both lids: shells hinged over the eyeball. u runs from 0 at the edge to 1 at the fold, v across, w is 2 ×
 * (1 upper, −1 lower) + side.
 */
export function addLids(mesh: Mesh, eye: EyeShape, detail: Detail): void {
  const columns = detail.segments(21);
  const rows = detail.segments(8) + 1;
  const [cx, cy, cz] = eye.centre;
  for (const lid of [1, -1] as const) {
    const start = mesh.vertexCount;
    for (let row = 0; row < rows; row++) {
      const j = lid > 0 ? row : rows - 1 - row; // 0 is the edge, tucked in to give it thickness
      const t = j < 1 ? 0 : (j - 1) / (rows - 2);
      const radius = eye.radius * (j === 0 ? 0.985 : 1.075 - (lid > 0 ? 0.1 : 0.3) * t);
      for (let i = 0; i < columns; i++) {
        const azimuth = (i / (columns - 1) - 0.5) * 3.1;
        const x = clamp(azimuth / EYE_CORNER, -1, 1);
        const elevation = mix(lid > 0 ? eye.upper(x) : eye.lower(x), lid > 0 ? 1.75 : -1.6, t);
        const flat = radius * cos(azimuth);
        mesh.vertex(
          cx + radius * sin(azimuth),
          cy + flat * sin(elevation),
          cz + flat * cos(elevation),
          j === 0 ? 0 : t,
          x,
          lid * 2 + eye.side,
        );
      }
    }
    mesh.surface(start, columns, rows, Material.lid);
  }
}

/**
 * The lashes: a dark ribbon flaring from the edge of the upper lid, longest at the outer corner. u is 0 at
 * the root, 1 at the tips.
 */
export function addLashes(mesh: Mesh, eye: EyeShape, { eyes }: Identity, detail: Detail): void {
  if (eyes.lashes < 0.05) return;
  const start = mesh.vertexCount;
  const columns = detail.segments(21);
  const [cx, cy, cz] = eye.centre;
  for (const tip of [0, 1]) {
    for (let i = 0; i < columns; i++) {
      const x = (i / (columns - 1) - 0.5) * 2.04;
      const outward = x * eye.side;
      const length =
        tip *
        eyes.lashes *
        (0.08 + 0.15 * smoothstep(-0.2, 1, outward)) *
        smoothstep(1.02, 0.8, Math.abs(x) - (outward > 0 ? 0.15 : 0));
      const radius = eye.radius * (1.07 + 0.8 * length);
      const elevation = eye.upper(clamp(x, -1, 1)) + (tip ? length * (0.9 - 1.5 * eye.blink) : -0.02);
      const azimuth = x * EYE_CORNER + 0.35 * length * x;
      const flat = radius * cos(azimuth);
      mesh.vertex(
        cx + radius * sin(azimuth),
        cy + flat * sin(elevation),
        cz + flat * cos(elevation),
        tip,
        x,
        0,
      );
    }
  }
  mesh.surface(start, columns, 2, Material.lash, { twoSided: true });
}
