import type { Material } from '../material.ts';
import type { Vec3 } from './vector.ts';

/**
 * A growing soup of triangles, reused from picture to picture. Each vertex has a position (x right, y up, z
 * towards the camera, in head radii), a normal and three surface coordinates (u, v, w) whose meaning is the
 * material's own.
 */
export class Mesh {
  vertexCount = 0;
  triangleCount = 0;
  x = new Float64Array(0);
  y = new Float64Array(0);
  z = new Float64Array(0);
  nx = new Float64Array(0);
  ny = new Float64Array(0);
  nz = new Float64Array(0);
  u = new Float64Array(0);
  v = new Float64Array(0);
  w = new Float64Array(0);
  /** The three corners of each triangle, counter-clockwise seen from outside. */
  a = new Int32Array(0);
  b = new Int32Array(0);
  c = new Int32Array(0);
  material = new Uint8Array(0);
  /** 1 where both sides of the triangle are seen. */
  twoSided = new Uint8Array(0);

  constructor() {
    this.#growVertices(16384);
    this.#growTriangles(32768);
  }

  clear(): void {
    this.vertexCount = 0;
    this.triangleCount = 0;
  }

  vertex(x: number, y: number, z: number, u: number, v: number, w: number): void {
    if (this.vertexCount === this.x.length) this.#growVertices(2 * this.vertexCount);
    const i = this.vertexCount++;
    this.x[i] = x;
    this.y[i] = y;
    this.z[i] = z;
    this.u[i] = u;
    this.v[i] = v;
    this.w[i] = w;
  }

  /**
   * Joins the `columns` × `rows` vertices put since `start` (row by row) into a surface and gives it smooth
   * normals.
   * @param closed whether the last column joins the first. @param flipped turns the surface inside out.
   */
  surface(
    start: number,
    columns: number,
    rows: number,
    material: Material,
    { closed = false, flipped = false, twoSided = false } = {},
  ): void {
    this.#smoothNormals(start, columns, rows, closed, flipped);
    const across = closed ? columns : columns - 1;
    while (this.triangleCount + 2 * across * (rows - 1) > this.a.length)
      this.#growTriangles(2 * this.a.length);
    for (let j = 0; j < rows - 1; j++) {
      for (let i = 0; i < across; i++) {
        const p = start + j * columns + i;
        const q = start + j * columns + (i + 1 === columns ? 0 : i + 1);
        const r = p + columns;
        const s = q + columns;
        if (flipped) {
          this.#triangle(p, r, q, material, twoSided);
          this.#triangle(q, r, s, material, twoSided);
        } else {
          this.#triangle(p, q, r, material, twoSided);
          this.#triangle(q, s, r, material, twoSided);
        }
      }
    }
  }

  /** Turns all vertices from `start` on by the row-major rotation matrix `r` about `pivot`. */
  rotate(start: number, r: readonly number[], pivot: Vec3): void {
    const { x, y, z, nx, ny, nz } = this;
    const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = r as [
      number, number, number, number, number, number, number, number, number,
    ]; // prettier-ignore
    for (let i = start; i < this.vertexCount; i++) {
      const px = x[i] - pivot[0];
      const py = y[i] - pivot[1];
      const pz = z[i] - pivot[2];
      x[i] = r0 * px + r1 * py + r2 * pz + pivot[0];
      y[i] = r3 * px + r4 * py + r5 * pz + pivot[1];
      z[i] = r6 * px + r7 * py + r8 * pz + pivot[2];
      const a = nx[i];
      const b = ny[i];
      const c = nz[i];
      nx[i] = r0 * a + r1 * b + r2 * c;
      ny[i] = r3 * a + r4 * b + r5 * c;
      nz[i] = r6 * a + r7 * b + r8 * c;
    }
  }

  /**
   * Normals from the differences of a grid's neighbours; at a pole, where those vanish, the mean of the ring
   * beside it.
   */
  #smoothNormals(start: number, columns: number, rows: number, closed: boolean, flipped: boolean): void {
    const { x, y, z, nx, ny, nz } = this;
    const sign = flipped ? -1 : 1;
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const k = start + j * columns + i;
        const l = i > 0 ? k - 1 : closed ? k + columns - 1 : k;
        const r = i < columns - 1 ? k + 1 : closed ? k - columns + 1 : k;
        const d = j > 0 ? k - columns : k;
        const t = j < rows - 1 ? k + columns : k;
        const ax = x[r] - x[l];
        const ay = y[r] - y[l];
        const az = z[r] - z[l];
        const bx = x[t] - x[d];
        const by = y[t] - y[d];
        const bz = z[t] - z[d];
        const cx = ay * bz - az * by;
        const cy = az * bx - ax * bz;
        const cz = ax * by - ay * bx;
        const length = Math.sqrt(cx * cx + cy * cy + cz * cz);
        const s = length > 1e-12 ? sign / length : 0;
        nx[k] = cx * s;
        ny[k] = cy * s;
        nz[k] = cz * s;
      }
    }
    if (!closed) return;
    for (const [row, beside] of [
      [0, 1],
      [rows - 1, rows - 2],
    ] as const) {
      const k = start + row * columns;
      const across = k + (columns >> 1);
      if (Math.abs(x[k] - x[across]) + Math.abs(y[k] - y[across]) + Math.abs(z[k] - z[across]) > 1e-6)
        continue;
      let sx = 0;
      let sy = 0;
      let sz = 0;
      for (let i = start + beside * columns, end = i + columns; i < end; i++) {
        sx += nx[i];
        sy += ny[i];
        sz += nz[i];
      }
      const s = 1 / Math.sqrt(sx * sx + sy * sy + sz * sz + 1e-12);
      for (let i = k; i < k + columns; i++) {
        nx[i] = sx * s;
        ny[i] = sy * s;
        nz[i] = sz * s;
      }
    }
  }

  #triangle(a: number, b: number, c: number, material: Material, twoSided: boolean): void {
    const t = this.triangleCount++;
    this.a[t] = a;
    this.b[t] = b;
    this.c[t] = c;
    this.material[t] = material;
    this.twoSided[t] = twoSided ? 1 : 0;
  }

  #growVertices(capacity: number): void {
    const grow = (old: Float64Array<ArrayBuffer>) => {
      const bigger = new Float64Array(capacity);
      bigger.set(old);
      return bigger;
    };
    this.x = grow(this.x);
    this.y = grow(this.y);
    this.z = grow(this.z);
    this.nx = grow(this.nx);
    this.ny = grow(this.ny);
    this.nz = grow(this.nz);
    this.u = grow(this.u);
    this.v = grow(this.v);
    this.w = grow(this.w);
  }

  #growTriangles(capacity: number): void {
    const grow = (old: Int32Array<ArrayBuffer>) => {
      const bigger = new Int32Array(capacity);
      bigger.set(old);
      return bigger;
    };
    const growBytes = (old: Uint8Array<ArrayBuffer>) => {
      const bigger = new Uint8Array(capacity);
      bigger.set(old);
      return bigger;
    };
    this.a = grow(this.a);
    this.b = grow(this.b);
    this.c = grow(this.c);
    this.material = growBytes(this.material);
    this.twoSided = growBytes(this.twoSided);
  }
}
