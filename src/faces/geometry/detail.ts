/** How finely surfaces are divided: enough for the size of the head in pixels, no more. */
export class Detail {
  /** 0 for large heads, 2 for small ones. */
  readonly level: 0 | 1 | 2;

  constructor(headPixels: number) {
    this.level = headPixels > 110 ? 0 : headPixels > 56 ? 1 : 2;
  }

  /** `n`, the number of segments at the finest level, scaled to this one; at least 5. */
  segments(n: number): number {
    return Math.max(5, Math.floor(n * [1, 0.75, 0.55][this.level] + 0.5));
  }

  /** One of three values, for level 0, 1 and 2. */
  choose(fine: number, middle: number, coarse: number): number {
    return [fine, middle, coarse][this.level];
  }
}
