import { clamp } from '../../faces/exact/arithmetic.ts';
import type { Point } from '../../extract/similarity.ts';

/**
 * The corners of the smallest convex polygon around points, clockwise in a picture; points on its sides are
 * left out. A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Information
 * Processing Letters 9(5), 1979.
 */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((p, q) => p.x - q.x || p.y - q.y);
  const upper = chain(sorted);
  const lower = chain(sorted.reverse());
  return upper.length > 1 ? [...upper.slice(0, -1), ...lower.slice(0, -1)] : upper;
}

/** One half of the hull: from the first of the sorted points to the last, with all others to its right. */
function chain(sorted: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const point of sorted) {
    while (corners.length > 1 && turn(corners.at(-2)!, corners.at(-1)!, point) <= 0) corners.pop();
    const last = corners.at(-1);
    if (last?.x !== point.x || last.y !== point.y) corners.push(point);
  }
  return corners;
}

/** Above 0 if the way from a by b to c turns clockwise in a picture. */
const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/**
 * A mask of all that lies within the convex hull of points, or no farther than a margin outside. The edge is
 * antialiased: a pixel's value is 0.5 plus the distance of its centre to the edge, in pixels, held within 0
 * to 1. That is the part of it inside, exactly for an upright edge, within 0.05 for a slanted one, and
 * somewhat too much at a sharp corner.
 * @param points in pixels; the centre of the first is at (0.5, 0.5). They may lie outside, and on one line.
 * @param margin in pixels; the corners of what it adds are round.
 * @returns [height, width], 0 to 1; zeros if there are no points.
 */
export function hullMask(
  points: readonly Point[],
  width: number,
  height: number,
  margin = 0,
): Float32Array<ArrayBuffer> {
  const sides = sidesOf(convexHull(points));
  const mask = new Float32Array(width * height);
  for (let i = 0; i < mask.length; i++) {
    mask[i] = clamp(0.5 + margin + depth(sides, (i % width) + 0.5, Math.floor(i / width) + 0.5));
  }
  return mask;
}

/** A side of a polygon: where it begins, and the way to its end. */
interface Side extends Point {
  readonly dx: number;
  readonly dy: number;
}

const sidesOf = (hull: readonly Point[]): Side[] =>
  hull.map(({ x, y }, i) => {
    const next = hull[(i + 1) % hull.length];
    return { x, y, dx: next.x - x, dy: next.y - y };
  });

/** How deep inside a convex polygon a point lies, in pixels; below 0 outside. */
function depth(sides: readonly Side[], x: number, y: number): number {
  let inside = true;
  let nearest = Infinity;
  for (const side of sides) {
    const px = x - side.x;
    const py = y - side.y;
    if (side.dx * py - side.dy * px <= 0) inside = false;
    // The nearest point of the side, as a part of the way along it.
    const along = px * side.dx + py * side.dy;
    const t = along > 0 ? Math.min(1, along / (side.dx * side.dx + side.dy * side.dy)) : 0;
    nearest = Math.min(nearest, (px - t * side.dx) ** 2 + (py - t * side.dy) ** 2);
  }
  return inside && sides.length > 0 ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}
