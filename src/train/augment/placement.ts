import { compose, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import { spread } from './spread.ts';

// As in deepfakes/faceswap (2017, `random_transform_args` in training_data.py).
const TURN = (10 * Math.PI) / 180;
const ZOOM = 0.05;
const SHIFT = 0.05;

/** A random turn of up to 10°, zoom of up to 5 % and shift of up to 5 % of the side each way, about the middle of a crop. */
export function drawPlacement(random: Random, side: number): Similarity {
  const angle = spread(random, TURN);
  const scale = 1 + spread(random, ZOOM);
  const middle = side / 2;
  const turn = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx: 0, ty: 0 };
  const x = middle + spread(random, SHIFT) * side;
  const y = middle + spread(random, SHIFT) * side;
  return compose({ a: 1, b: 0, tx: x, ty: y }, compose(turn, { a: 1, b: 0, tx: -middle, ty: -middle }));
}
