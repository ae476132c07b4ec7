import { cos, PI, sin } from '../exact/arithmetic.ts';
import { Material } from '../material.ts';
import type { Detail } from './detail.ts';
import type { HeadShape } from './head.ts';
import type { FaceMotion } from './face-motion.ts';
import type { Mesh } from './mesh.ts';

/** The resting head divided into a grid, computed once for each identity. */
export class RestingHead {
  readonly columns: number;
  readonly rows: number;
  /** Frontal coordinates of each vertex, and the cosine of its direction: above 0 the front half. */
  readonly fx: Float64Array;
  readonly fy: Float64Array;
  readonly facing: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;

  constructor(head: HeadShape, detail: Detail) {
    this.columns = detail.choose(72, 48, 34);
    this.rows = detail.choose(58, 40, 30);
    const n = this.columns * this.rows;
    this.fx = new Float64Array(n);
    this.fy = new Float64Array(n);
    this.facing = new Float64Array(n);
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.z = new Float64Array(n);
    const point: [number, number, number] = [0, 0, 0];
    for (let j = 0; j < this.rows; j++) {
      const y = this.#height(head, j);
      for (let i = 0; i < this.columns; i++) {
        const s = (i / this.columns) * 2 - 1;
        const angle = PI * s * (0.52 + 0.48 * s * s); // columns crowd towards the front
        const sine = sin(angle);
        const cosine = cos(angle);
        const k = j * this.columns + i;
        head.surface(y, sine, cosine, point);
        this.fx[k] = head.width * sine;
        this.fy[k] = y;
        this.facing[k] = cosine;
        this.x[k] = point[0];
        this.y[k] = point[1];
        this.z[k] = point[2];
      }
    }
  }

  /** Height of a row: rows crowd towards the lower face. */
  #height(head: HeadShape, row: number): number {
    if (row === 0) return -head.chin;
    if (row === this.rows - 1) return head.crown;
    const angle = (row / (this.rows - 1) - 0.5) * PI;
    const y = sin(Math.max(-PI / 2, angle - 0.065 * (1 + cos(2 * angle))));
    return y >= 0 ? y * head.crown : y * head.chin;
  }
}

/** Adds the skin of the head, moved by the performance. u, v are frontal coordinates, w the facing. */
export function addHead(mesh: Mesh, rest: RestingHead, motion: FaceMotion): void {
  const start = mesh.vertexCount;
  const { columns, rows } = rest;
  for (let k = 0; k < columns * rows; k++) {
    const fx = rest.fx[k];
    const fy = rest.fy[k];
    const facing = rest.facing[k];
    motion.move(fx, fy, facing, rest.x[k], rest.y[k], rest.z[k]);
    mesh.vertex(motion.x, motion.y, motion.z, fx, fy, facing);
  }
  mesh.surface(start, columns, rows, Material.skin, { closed: true });
}
