import { smoothstep } from '../exact/arithmetic.ts';
import type { Performance } from '../shot/performance.ts';
import type { HeadShape } from './head.ts';

/**
 * The curves of the mouth in frontal coordinates, for one performance. `xi` runs from −1 at the left corner
 * to 1 at the right one.
 */
export class MouthShape {
  readonly halfWidth: number;
  readonly y: number;
  /** How far the corners stand above the middle (below, if negative). */
  readonly lift: number;
  /** How far the upper edge rises and the lower one falls in the middle when open. */
  readonly openUpper: number;
  readonly openLower: number;
  /** Thickness of the lips in the middle. */
  readonly upperLip: number;
  readonly lowerLip: number;
  /** How far the jaw drops. */
  readonly jawDrop: number;
  readonly open: number;
  readonly smile: number;
  readonly pucker: number;

  constructor(head: HeadShape, performance: Performance) {
    const { mouthOpen: open, smile, pucker } = performance;
    const happy = Math.max(0, smile);
    const sad = Math.max(0, -smile);
    const closed = 1 - smoothstep(0.04, 0.25, open);
    this.open = open;
    this.smile = smile;
    this.pucker = pucker;
    // A smile with closed lips shows in the corners alone: it is drawn wider and higher than an open one.
    this.halfWidth =
      head.mouthHalfWidth *
      (1 + (0.24 + 0.08 * closed) * happy - 0.04 * sad - 0.16 * open * (1 - 0.7 * happy) - 0.42 * pucker);
    this.y = head.mouthY + 0.02 * happy;
    this.lift = happy * (0.18 + 0.05 * closed) - sad * 0.16;
    this.openUpper = 0.045 * open + 0.012 * happy * smoothstep(0.15, 0.4, open);
    this.openLower = 0.17 * open + 0.03 * pucker;
    this.jawDrop = 0.17 * open;
    const { fullness } = head.identity.mouth;
    this.upperLip = 0.05 * fullness * (1 - 0.3 * happy) * (1 + 0.5 * pucker);
    this.lowerLip = 0.062 * fullness * (1 - 0.25 * happy) * (1 + 0.5 * pucker);
  }

  /** Height of the line between the lips. */
  line(xi: number): number {
    return this.y + this.lift * (xi * xi - 0.3);
  }
}
