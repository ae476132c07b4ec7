import { compose, type Similarity } from '../../extract/similarity.ts';
import type { Random } from '../../faces/index.ts';
import { uniformAround0 } from './uniform.ts';

// As in deepfakes/faceswap (2017, `random_transform_args` in lib/training_data.py: rotation_range 10, zoom_range
// 0.05, shift_range 0.05).
const ROTATION = (10 * Math.PI) / 180;
const SCALE = 0.05;
/**
 * There, the shift is a part of a picture of 256 pixels, of which a crop is the middle 160: 5 % of the picture
 * are 8 % of the crop.
 */
const SHIFT = (0.05 * 256) / 160;

/**
 * A random rotation by up to 10°, scaling by up to 5 % and shift by up to 8 % of the side each way, about the
 * centre of a crop.
 */
export function randomAffine(random: Random, side: number): Similarity {
  const angle = uniformAround0(random, ROTATION);
  const scale = 1 + uniformAround0(random, SCALE);
  const centre = side / 2;
  const rotation = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx: 0, ty: 0 };
  const x = centre + uniformAround0(random, SHIFT) * side;
  const y = centre + uniformAround0(random, SHIFT) * side;
  return compose({ a: 1, b: 0, tx: x, ty: y }, compose(rotation, { a: 1, b: 0, tx: -centre, ty: -centre }));
}
