import { compose, invert, scaleOf, transform, type Similarity } from '../../extract/similarity.ts';

/** A face's position, scale and angle in a frame, as numbers whose mean makes sense. */
export interface Stance {
  /** The centre of the face, in pixels of the frame. */
  readonly x: number;
  readonly y: number;
  /** The logarithm of the scale: half and twice as large are equally far from 1. */
  readonly size: number;
  /** Radians. */
  readonly angle: number;
}

/**
 * The stance that an alignment gives a face.
 * @param toCrop from a frame to a crop of `side` pixels, whose middle is the face's centre.
 * @throws RangeError if its scale is 0.
 */
export function stanceOf(toCrop: Similarity, side: number): Stance {
  const { x, y } = transform(invert(toCrop), { x: side / 2, y: side / 2 });
  return { x, y, size: Math.log(scaleOf(toCrop)), angle: Math.atan2(toCrop.b, toCrop.a) };
}

/**
 * The alignment of a face whose stance differs: further right by x and down by y, with more scale and rotation.
 * @returns by no difference the same alignment, to the last bit.
 */
export function move(toCrop: Similarity, side: number, { x, y, size, angle }: Stance): Similarity {
  const scale = Math.exp(size);
  const a = scale * Math.cos(angle);
  const b = scale * Math.sin(angle);
  const middle = side / 2;
  const aboutMiddle = { a, b, tx: middle - a * middle + b * middle, ty: middle - b * middle - a * middle };
  return compose(aboutMiddle, compose(toCrop, { a: 1, b: 0, tx: -x, ty: -y }));
}
