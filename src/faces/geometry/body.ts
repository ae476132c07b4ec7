import { cos, mix, sin, smoothstep, TAU } from '../exact/arithmetic.ts';
import { Material } from '../material.ts';
import type { Detail } from './detail.ts';
import type { HeadShape } from './head.ts';
import type { Mesh } from './mesh.ts';

/** Height of the collar's upper edge and of its lower one: below, the shirt. */
export const COLLAR_TOP = -1.33;
export const COLLAR_BOTTOM = -1.4;

/**
 * Neck and shoulders, which follow the head's turn only a little. u runs round, v is the height.
 * @param yaw radians.
 */
export function addBody(mesh: Mesh, head: HeadShape, yaw: number, detail: Detail): void {
  const { jawWidth, width } = head.identity.head;
  const start = mesh.vertexCount;
  const columns = detail.segments(24);
  const rows = detail.segments(16);
  const follow = sin(yaw) * 0.1;
  const neck = 0.35 * mix(0.85, 1.15, jawWidth) * mix(1, width, 0.6);
  for (let j = 0; j < rows; j++) {
    const y = j === 0 ? -9 : mix(-2.75, -0.45, j / (rows - 1)); // the first row lies far below any frame
    const shoulder = smoothstep(-1.12, -1.85, y);
    const collar = 0.03 * smoothstep(-1.35, -1.3, y);
    const nape = smoothstep(-1.2, -0.5, y);
    const halfWidth = neck + collar + (1.16 - neck) * shoulder;
    const depth = neck * 0.95 + collar + (0.62 - neck) * shoulder;
    for (let i = 0; i < columns; i++) {
      const angle = (i / columns) * TAU;
      const sine = sin(angle);
      mesh.vertex(
        halfWidth * sine + follow * nape,
        y - 0.1 * shoulder * (1 - Math.abs(sine)),
        depth * cos(angle) - 0.2 + 0.03 * nape,
        i / columns,
        y,
        0,
      );
    }
  }
  mesh.surface(start, columns, rows, Material.neck, { closed: true });
}
