import type { Vec3 } from '../geometry/vector.ts';
import type { Scene } from '../geometry/scene.ts';
import { boxBlur } from './box-blur.ts';
import { Projection, VisibilityBuffer } from './visibility.ts';

/** Side of the square of the scene that the map covers, in head radii. */
const EXTENT = 3.6;
/**
 * How much farther the map reaches when something is held before the face, whose shadow falls on the
 * shoulders: with texels of the same size in the same places, so that other shadows stay as they are.
 */
const FARTHER = 1.25;
/** Where the light stands, in head radii before the middle of the head. */
const LIGHT_DISTANCE = 4;
/** Depth of an empty texel. */
const EMPTY = 6;
/** Depth bias, so that a surface does not shadow itself. */
const BIAS = 0.035;

/**
 * The key light's shadows: a small variance shadow map, which blurs to soft edges and needs one lookup
 * (Donnelly and Lauritzen, "Variance shadow maps", 2006).
 */
export class ShadowMap {
  #size = 0;
  #scale = 1;
  #right: Vec3 = [1, 0, 0];
  #up: Vec3 = [0, 1, 0];
  #towards: Vec3 = [0, 0, 1];
  #mean = new Float32Array(0);
  #meanSquare = new Float32Array(0);
  #scratch = new Float32Array(0);
  readonly #seen = new Projection();
  readonly #nearest = new VisibilityBuffer();

  /**
   * @param towards unit vector towards the light. @param texels how many a head's own shadows need a side; a
   * multiple of 8.
   */
  draw({ mesh, parts, occluder }: Scene, towards: Vec3, texels: number): void {
    const size = occluder ? texels * FARTHER : texels;
    const n = size * size;
    if (n > this.#mean.length) {
      this.#mean = new Float32Array(n);
      this.#meanSquare = new Float32Array(n);
      this.#scratch = new Float32Array(n);
    }
    const level = 1 / Math.sqrt(towards[2] * towards[2] + towards[0] * towards[0] + 1e-9);
    const right: Vec3 = [towards[2] * level, 0, -towards[0] * level];
    const up: Vec3 = [
      towards[1] * right[2] - towards[2] * right[1],
      towards[2] * right[0] - towards[0] * right[2],
      towards[0] * right[1] - towards[1] * right[0],
    ];
    this.#size = size;
    this.#scale = texels / EXTENT;
    this.#right = right;
    this.#up = up;
    this.#towards = towards;
    const seen = this.#seen;
    seen.reserve(mesh.x.length);
    for (let i = 0; i < mesh.vertexCount; i++) {
      const x = mesh.x[i];
      const y = mesh.y[i] + 0.15;
      const z = mesh.z[i] + 0.1;
      seen.x[i] = size / 2 + (x * right[0] + z * right[2]) * this.#scale;
      seen.y[i] = size / 2 - (x * up[0] + y * up[1] + z * up[2]) * this.#scale;
      seen.depth[i] = LIGHT_DISTANCE - (x * towards[0] + y * towards[1] + z * towards[2]);
    }
    this.#nearest.reset(size);
    // Eyes, lids, lashes and brows are painted with shadows of their own.
    this.#nearest.draw(mesh, seen, 0, parts.eyes);
    this.#nearest.draw(mesh, seen, parts.ears, parts.lashes);
    this.#nearest.draw(mesh, seen, parts.occluder, mesh.triangleCount);
    for (let i = 0; i < n; i++) {
      const depth = Math.min(EMPTY, this.#nearest.depth[i]);
      this.#mean[i] = depth;
      this.#meanSquare[i] = depth * depth;
    }
    boxBlur(this.#mean, this.#scratch, size, size, 2);
    boxBlur(this.#meanSquare, this.#scratch, size, size, 2);
  }

  /** How much of the key light reaches a point of the scene: 0 none, 1 all. */
  lightAt(px: number, py: number, pz: number): number {
    const size = this.#size;
    const right = this.#right;
    const up = this.#up;
    const towards = this.#towards;
    const y = py + 0.15;
    const z = pz + 0.1;
    const fx = size / 2 + (px * right[0] + z * right[2]) * this.#scale - 0.5;
    const fy = size / 2 - (px * up[0] + y * up[1] + z * up[2]) * this.#scale - 0.5;
    if (!(fx >= 0 && fy >= 0 && fx < size - 1.01 && fy < size - 1.01)) return 1;
    const depth = LIGHT_DISTANCE - (px * towards[0] + y * towards[1] + z * towards[2]) - BIAS;
    const column = Math.floor(fx);
    const row = Math.floor(fy);
    const k = row * size + column;
    const tx = fx - column;
    const ty = fy - row;
    const w00 = (1 - tx) * (1 - ty);
    const w10 = tx * (1 - ty);
    const w01 = (1 - tx) * ty;
    const w11 = tx * ty;
    const m = this.#mean;
    const mean = m[k] * w00 + m[k + 1] * w10 + m[k + size] * w01 + m[k + size + 1] * w11;
    if (depth <= mean) return 1;
    const q = this.#meanSquare;
    const meanSquare = q[k] * w00 + q[k + 1] * w10 + q[k + size] * w01 + q[k + size + 1] * w11;
    const variance = Math.max(0.0016, meanSquare - mean * mean);
    const beyond = depth - mean;
    const lit = variance / (variance + beyond * beyond); // Chebyshev's bound
    return lit < 0.15 ? 0 : (lit - 0.15) / 0.85; // cuts the bound's light leaks
  }
}
