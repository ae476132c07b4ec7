import { smoothstep } from '../exact/arithmetic.ts';

/**
 * How much a point of the head's skin belongs to the inner face, which a swap replaces: 1 from forehead to
 * chin and from cheek to cheek, 0 on the scalp and behind the ears.
 * @param height fy as a part of the crown's height. @param facing cosine of the direction round the head, 1
 * in front.
 */
export const faceRegion = (height: number, facing: number): number =>
  smoothstep(0.06, 0.2, facing) * smoothstep(0.9, 0.76, height);
