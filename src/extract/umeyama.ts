import type { Point, Similarity } from './similarity.ts';

/**
 * The similarity that takes points nearest to others, in the sense of least squares.
 *
 * S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", IEEE PAMI 13(4), 1991,
 * equations 40 to 42. In the plane its singular value decomposition has a closed form: the best rotation turns by the
 * angle of (Σ p·q, Σ p×q) over the centred points, which is never a reflection, as Umeyama's S matrix asks.
 *
 * @param from at least two points, not all at one place. @param to as many.
 * @throws RangeError if the points do not determine a similarity.
 */
export function umeyama(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length) throw new RangeError(`${from.length} points, ${to.length} to match.`);
  const p = centroid(from);
  const q = centroid(to);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  from.forEach((point, i) => {
    const px = point.x - p.x;
    const py = point.y - p.y;
    const qx = to[i].x - q.x;
    const qy = to[i].y - q.y;
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    spread += px * px + py * py;
  });
  if (!(spread > 0)) throw new RangeError('A similarity needs two points apart from each other.');
  const a = dot / spread;
  const b = cross / spread;
  return { a, b, tx: q.x - (a * p.x - b * p.y), ty: q.y - (b * p.x + a * p.y) };
}

const centroid = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
