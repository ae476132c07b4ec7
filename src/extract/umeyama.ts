import type { Point, Similarity } from './similarity.ts';

/** Squares of numbers that differ only by rounding differ by less than this part. */
const ROUNDING = 1e-28;
/** A correlation below this is rounding. */
const DEGENERATE = 1e-12;

/**
 * The similarity transform that maps points to others with the least squared error.
 *
 * S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", IEEE PAMI
 * 13(4), 1991, equations 40 to 42. In the plane its singular value decomposition has a closed form: the best
 * rotation turns by the angle of (Σ p·q, Σ p×q) over the centred points, which is never a reflection, as
 * Umeyama's S matrix asks.
 *
 * @param from at least two points, not all at one place. @param to as many, with the same condition.
 * @throws RangeError if the points do not determine a similarity: all of one side lie at one place, or every
 * rotation fits alike, as between a square and its mirror image.
 */
export function umeyama(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length) throw new RangeError(`${from.length} points, ${to.length} to match.`);
  const p = centroid(from);
  const q = centroid(to);
  let dot = 0;
  let cross = 0;
  let fromSpread = 0;
  let toSpread = 0;
  from.forEach((point, i) => {
    const px = point.x - p.x;
    const py = point.y - p.y;
    const qx = to[i].x - q.x;
    const qy = to[i].y - q.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    fromSpread += px * px + py * py;
    toSpread += qx * qx + qy * qy;
  });
  for (const [points, spread] of [
    [from, fromSpread],
    [to, toSpread],
  ] as const) {
    if (spread > ROUNDING * extentOf(points)) continue;
    throw new RangeError('A similarity needs two points apart from each other, on both sides.');
  }
  if (!(Math.hypot(dot, cross) > DEGENERATE * Math.sqrt(fromSpread * toSpread))) {
    throw new RangeError('Every rotation fits these points alike, as between a square and its mirror image.');
  }
  const a = dot / fromSpread;
  const b = cross / fromSpread;
  return { a, b, tx: q.x - (a * p.x - b * p.y), ty: q.y - (b * p.x + a * p.y) };
}

/** The sum of the squared distances from the origin, by which the rounding of a spread is measured. */
const extentOf = (points: readonly Point[]): number =>
  points.reduce((sum, { x, y }) => sum + x * x + y * y, 0);

const centroid = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
