import { compose, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import { uniformAround0 } from './uniform.ts';

// As in deepfakes/faceswap (2017, `random_transform_args` in training_data.py).
const TURN = (10 * Math.PI) / 180;
const ZOOM = 0.05;
const SHIFT = 0.05;

/** A random turn of up to 10°, zoom of up to 5 % and shift of up to 5 % of the side each way, about the middle of a crop. */
export function randomAffine(random: Random, side: number): Similarity {
  const angle = uniformAround0(random, TURN);
  const scale = 1 + uniformAround0(random, ZOOM);
  const middle = side / 2;
  const turn = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx: 0, ty: 0 };
  const x = middle + uniformAround0(random, SHIFT) * side;
  const y = middle + uniformAround0(random, SHIFT) * side;
  return compose({ a: 1, b: 0, tx: x, ty: y }, compose(turn, { a: 1, b: 0, tx: -middle, ty: -middle }));
}
