import { bump, clamp, smoothstep, square } from '../exact/arithmetic.ts';
import type { Performance } from '../shot/performance.ts';
import type { HeadShape } from './head.ts';
import type { Vec3 } from './vector.ts';
import type { MouthShape } from './mouth.ts';

/** How a performance moves the skin of the resting head: jaw, cheeks, lips and brows. */
export class FaceMotion {
  /** Where {@link move} put the point. */
  x = 0;
  y = 0;
  z = 0;
  readonly #head: HeadShape;
  readonly #mouth: MouthShape;
  readonly #performance: Performance;

  constructor(head: HeadShape, mouth: MouthShape, performance: Performance) {
    this.#head = head;
    this.#mouth = mouth;
    this.#performance = performance;
  }

  /** Moves a point of the resting surface, given its frontal coordinates, its facing and its position. */
  move(fx: number, fy: number, facing: number, x: number, y: number, z: number): void {
    const { mouthY, eyeX, eyeY } = this.#head;
    const { smile, browLeft, browRight, browKnit } = this.#performance;
    if (facing > -0.2 && fy < 0.75) {
      const drop = this.#mouth.jawDrop * smoothstep(mouthY + 0.03, mouthY - 0.2, fy) * clamp(z + 0.35);
      y -= drop;
      z -= drop * 0.25;
      x *= 1 - drop * 0.18;
    }
    if (facing > 0 && fy < 0.75) {
      const ax = Math.abs(fx);
      const cheek = bump(square(ax - 0.43) / 0.09 + square(fy - mouthY - 0.2) / 0.06) * Math.max(0, smile);
      z += 0.085 * cheek + this.#lipRelief(fx, fy);
      y += 0.055 * cheek;
      x += fx > 0 ? 0.025 * cheek : -0.025 * cheek;
      const brow = fx > 0 ? browRight : browLeft;
      y += 0.05 * brow * bump(square(ax - eyeX) / 0.12 + square(fy - eyeY - 0.38) / 0.06);
      z += 0.025 * browKnit * bump(square(ax - 0.1) / 0.02 + square(fy - eyeY - 0.3) / 0.05);
    }
    this.x = x;
    this.y = y;
    this.z = z;
  }

  /** The moved point at frontal coordinates (fx, fy) of the front of the face. */
  at(fx: number, fy: number): Vec3 {
    const [x, y, z] = this.#head.at(fx, fy);
    this.move(fx, fy, 1, x, y, z);
    return [this.x, this.y, this.z];
  }

  /** How far the lips swell out of the face, or the open mouth sinks into it, at (fx, fy). */
  #lipRelief(fx: number, fy: number): number {
    const mouth = this.#mouth;
    const { mouthY } = this.#head;
    const xi = fx / mouth.halfWidth;
    if (xi <= -1 || xi >= 1 || fy < mouthY - 0.5 || fy > mouthY + 0.3) return 0;
    const arc = Math.sqrt(1 - xi * xi);
    const line = mouth.line(xi);
    const upper = line + mouth.openUpper * arc;
    const lower = line - mouth.openLower * arc;
    const inside = Math.min(upper - fy, fy - lower);
    const sunk = inside > 0 ? 0.16 * mouth.open * Math.min(1, (6 * inside) / (0.02 + mouth.open * 0.2)) : 0;
    const du = (fy - upper - mouth.upperLip * 0.5) / (mouth.upperLip * 1.1);
    const dl = (lower - mouth.lowerLip * 0.55 - fy) / (mouth.lowerLip * 1.2);
    const pout = 0.05 * mouth.pucker;
    const upperSwell = ((0.045 + pout) * bump(du * du) * mouth.upperLip) / 0.05;
    const lowerSwell = ((0.05 + pout) * bump(dl * dl) * mouth.lowerLip) / 0.06;
    return arc * 0.8 * (upperSwell + lowerSwell) - sunk;
  }
}
