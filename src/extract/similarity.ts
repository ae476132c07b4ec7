/** A point of a picture, in pixels from its left and top edges. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A similarity transform of the plane: rotation, scaling and translation, without reflection: (x, y) → (a·x −
 * b·y + tx, b·x + a·y + ty). The scale is √(a² + b²); the rotation is the angle of (a, b), clockwise in
 * pictures.
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

export const identitySimilarity: Similarity = { a: 1, b: 0, tx: 0, ty: 0 };

export const transform = ({ a, b, tx, ty }: Similarity, { x, y }: Point): Point => ({
  x: a * x - b * y + tx,
  y: b * x + a * y + ty,
});

/** The similarity that undoes another. @throws RangeError if that one shrinks the plane to a point. */
export function invert({ a, b, tx, ty }: Similarity): Similarity {
  const square = a * a + b * b;
  if (!(square > 0)) throw new RangeError('A similarity of scale 0 has no inverse.');
  const inverse = { a: a / square, b: -b / square };
  return {
    ...inverse,
    tx: -(inverse.a * tx - inverse.b * ty),
    ty: -(inverse.b * tx + inverse.a * ty),
  };
}

/** First `inner`, then `outer`. */
export const compose = (outer: Similarity, inner: Similarity): Similarity => ({
  a: outer.a * inner.a - outer.b * inner.b,
  b: outer.b * inner.a + outer.a * inner.b,
  tx: outer.a * inner.tx - outer.b * inner.ty + outer.tx,
  ty: outer.b * inner.tx + outer.a * inner.ty + outer.ty,
});

export const scaleOf = ({ a, b }: Similarity): number => Math.sqrt(a * a + b * b);

/** The same similarity into a picture `factor` times as large. */
export const scaleSimilarity = ({ a, b, tx, ty }: Similarity, factor: number): Similarity => ({
  a: a * factor,
  b: b * factor,
  tx: tx * factor,
  ty: ty * factor,
});
