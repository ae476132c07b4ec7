import { smoothstep, square } from '../../exact/arithmetic.ts';
import type { Identity } from '../../shot/identity.ts';

/** The part of a head that its beard depends on. */
interface Bearer {
  readonly identity: Identity;
  readonly halfWidth: number;
  readonly mouthY: number;
  readonly mouthHalfWidth: number;
}

/** How much of the skin at frontal coordinates (fx, fy) the beard covers, 0 to 1; the lips stay free. */
export function beardCover(head: Bearer, fx: number, fy: number): number {
  const { style } = head.identity.beard;
  if (style === 'none') return 0;
  const { mouthY, mouthHalfWidth } = head;
  const ax = Math.abs(fx);
  let cover = 0;
  if (style === 'full' || style === 'stubble') {
    const edge = mouthY + 0.1 + 0.24 * smoothstep(mouthHalfWidth * 0.9, head.halfWidth * 0.86, ax);
    cover = smoothstep(0.05, -0.05, fy - edge);
  } else if (style === 'goatee') {
    cover = smoothstep(
      1,
      0.7,
      (fx * fx) / (mouthHalfWidth * mouthHalfWidth * 0.72) + square(fy - (mouthY - 0.26)) / 0.05,
    );
  }
  const reach = mouthHalfWidth * (style === 'moustache' ? 1.15 : 0.98);
  const middle = mouthY + 0.105 - 0.08 * square(ax / mouthHalfWidth);
  const moustache =
    smoothstep(0.075, 0.045, Math.abs(fy - middle) * (1 + 0.6 * smoothstep(reach * 0.6, reach, ax))) *
    smoothstep(reach, reach * 0.86, ax);
  cover = Math.max(cover, style === 'stubble' ? 0.9 * moustache : moustache);
  const lips = square(fx / (mouthHalfWidth * 0.9)) + square((fy - (mouthY - 0.005)) / 0.055);
  return cover * smoothstep(0.8, 1.2, lips);
}
