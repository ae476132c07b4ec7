import type { Mesh } from '../geometry/mesh.ts';

/** Depth of an empty cell: farther than anything drawn. */
export const FAR = 1e9;

/** Vertices as seen by a camera or a light: grid coordinates, y down, and depth. */
export class Projection {
  x = new Float64Array(0);
  y = new Float64Array(0);
  depth = new Float64Array(0);

  reserve(count: number): void {
    if (count <= this.x.length) return;
    this.x = new Float64Array(count);
    this.y = new Float64Array(count);
    this.depth = new Float64Array(count);
  }
}

/**
 * A visibility buffer: for each grid cell the nearest triangle and where in it the cell's centre falls (the
 * weights of its first two corners). Shading happens afterwards, once a visible sample.
 */
export class VisibilityBuffer {
  size = 0;
  depth = new Float32Array(0);
  /** Index of the nearest triangle, −1 where there is none. */
  triangle = new Int32Array(0);
  weightA = new Float32Array(0);
  weightB = new Float32Array(0);

  /** Empties the buffer for a grid of `size` × `size`. */
  reset(size: number): void {
    const n = size * size;
    this.size = size;
    if (n > this.depth.length) {
      this.depth = new Float32Array(n);
      this.triangle = new Int32Array(n);
      this.weightA = new Float32Array(n);
      this.weightB = new Float32Array(n);
    }
    this.depth.fill(FAR, 0, n);
    this.triangle.fill(-1, 0, n);
  }

  /** A vertex attribute of the mesh, interpolated to where a cell sees it. The cell must not be empty. */
  sample({ a, b, c }: Mesh, attribute: Float64Array, cell: number): number {
    const t = this.triangle[cell];
    const wa = this.weightA[cell];
    const wb = this.weightB[cell];
    return wa * attribute[a[t]] + wb * attribute[b[t]] + (1 - wa - wb) * attribute[c[t]];
  }

  /**
   * Draws triangles [first, end).
   * @param margins per material of what is already there, how much nearer than it a triangle must be to hide
   * it.
   */
  draw(mesh: Mesh, seen: Projection, first: number, end: number, margins: Float64Array | null = null): void {
    const { size, depth, triangle, weightA, weightB } = this;
    const { x: X, y: Y, depth: Z } = seen;
    const { a: A, b: B, c: C, twoSided, material } = mesh;
    for (let t = first; t < end; t++) {
      const a = A[t];
      const b = B[t];
      const c = C[t];
      const x0 = X[a];
      const y0 = Y[a];
      const x1 = X[b];
      const y1 = Y[b];
      const x2 = X[c];
      const y2 = Y[c];
      const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
      // y points down, so front faces have a negative area.
      if (area >= 0 && (twoSided[t] === 0 || area === 0)) continue;
      // `| 0` keeps the cell numbers 32-bit integers, which engines index with far faster than with doubles.
      let left = Math.ceil((x0 < x1 ? (x0 < x2 ? x0 : x2) : x1 < x2 ? x1 : x2) - 0.5) | 0;
      let right = Math.floor((x0 > x1 ? (x0 > x2 ? x0 : x2) : x1 > x2 ? x1 : x2) - 0.5) | 0;
      let top = Math.ceil((y0 < y1 ? (y0 < y2 ? y0 : y2) : y1 < y2 ? y1 : y2) - 0.5) | 0;
      let bottom = Math.floor((y0 > y1 ? (y0 > y2 ? y0 : y2) : y1 > y2 ? y1 : y2) - 0.5) | 0;
      if (left < 0) left = 0;
      if (right >= size) right = size - 1;
      if (top < 0) top = 0;
      if (bottom >= size) bottom = size - 1;
      if (left > right || top > bottom) continue;
      const inverse = 1 / area;
      const z0 = Z[a];
      const z1 = Z[b];
      const z2 = Z[c];
      const aRight = (y1 - y2) * inverse;
      const aDown = (x2 - x1) * inverse;
      const bRight = (y2 - y0) * inverse;
      const bDown = (x0 - x2) * inverse;
      const px = left + 0.5 - x0;
      const py = top + 0.5 - y0;
      let aRow = 1 + px * aRight + py * aDown;
      let bRow = px * bRight + py * bDown;
      for (let row = top; row <= bottom; row++) {
        let wa = aRow;
        let wb = bRow;
        const last = row * size + right;
        for (let o = row * size + left; o <= last; o++) {
          const wc = 1 - wa - wb;
          if (wa >= 0 && wb >= 0 && wc >= 0) {
            const d = wa * z0 + wb * z1 + wc * z2;
            if (
              d < depth[o] &&
              (margins === null || triangle[o] < 0 || d < depth[o] - margins[material[triangle[o]]])
            ) {
              depth[o] = d;
              triangle[o] = t;
              weightA[o] = wa;
              weightB[o] = wb;
            }
          }
          wa += aRight;
          wb += bRight;
        }
        aRow += aDown;
        bRow += bDown;
      }
    }
  }
}
