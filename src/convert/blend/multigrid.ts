/**
 * One V-cycle of multigrid for Poisson's equation on the pixels of a mask: a quick, rough inverse of the
 * matrix A·x = 4x − (its four neighbours), in which every pixel off the mask is 0.
 *
 * A Gauss-Seidel sweep removes the rough part of the error and leaves the smooth part. On a grid half as fine
 * the smooth part looks rough, and so on down (W. L. Briggs, V. E. Henson, S. F. McCormick, "A Multigrid
 * Tutorial", 2000, chapter 3).
 *
 * The cycle is symmetric: it sweeps red pixels then black on the way down, black then red on the way up, and
 * its restriction is its interpolation transposed. A preconditioner of conjugate gradients must be symmetric.
 * Conjugate gradients correct the errors of the coarse grids, whose masks only roughly match the fine one.
 */
export class Multigrid {
  readonly #levels: readonly Level[];

  /**
   * @param inside [height, width]: 1 for the pixels to solve for, else 0. None of them may lie on the edge.
   */
  constructor(inside: Uint8Array, width: number, height: number) {
    const levels: Level[] = [];
    let mask = inside;
    while (mask.includes(1)) {
      levels.push(new Level(mask, width));
      mask = halve(mask, width, height);
      width = half(width);
      height = half(height);
    }
    this.#levels = levels;
  }

  /** out = A·x on the mask. Off it x must be 0, and `out` stays as it is. */
  apply(x: Float64Array, out: Float64Array): void {
    const { runs, width } = this.#levels[0];
    for (let k = 0; k < runs.length; k += 2) {
      for (let p = runs[k]; p < runs[k + 1]; p++) {
        out[p] = 4 * x[p] - x[p - 1] - x[p + 1] - x[p - width] - x[p + width];
      }
    }
  }

  /**
   * An approximate solution of A·x = b, if b is 0 off the mask. The next call overwrites the array returned.
   */
  roughlySolve(b: Float64Array): Float64Array {
    this.#levels[0].b.set(b);
    return this.#cycle(0);
  }

  #cycle(depth: number): Float64Array {
    const level = this.#levels[depth];
    level.x.fill(0);
    for (let i = 0; i < SWEEPS; i++) {
      level.relax(level.red);
      level.relax(level.black);
    }
    if (depth + 1 < this.#levels.length) {
      level.restrictResidual(this.#levels[depth + 1]);
      this.#cycle(depth + 1);
      level.addInterpolated(this.#levels[depth + 1]);
    }
    for (let i = 0; i < SWEEPS; i++) {
      level.relax(level.black);
      level.relax(level.red);
    }
    return level.x;
  }
}

/** On the way down, and as many on the way up. */
const SWEEPS = 2;

/** One grid. Its pictures are [height, width] and 0 off the mask. */
class Level {
  readonly width: number;
  /** The mask as runs along its rows, a pair of numbers each: the first place, and the one after the last. */
  readonly runs: Int32Array;
  /**
   * The same runs, beginning at a pixel whose x + y is even or odd. Every other pixel from there is of that
   * colour.
   */
  readonly red: Int32Array;
  readonly black: Int32Array;
  readonly x: Float64Array;
  readonly b: Float64Array;
  readonly #mask: Uint8Array;
  readonly #residual: Float64Array;

  constructor(mask: Uint8Array, width: number) {
    const colour = (p: number) => ((p % width) + Math.floor(p / width)) % 2;
    this.width = width;
    this.runs = runsOf(mask);
    this.red = this.runs.map((p, k) => (k % 2 === 0 && colour(p) === 1 ? p + 1 : p));
    this.black = this.runs.map((p, k) => (k % 2 === 0 && colour(p) === 0 ? p + 1 : p));
    this.x = new Float64Array(mask.length);
    this.b = new Float64Array(mask.length);
    this.#mask = mask;
    this.#residual = new Float64Array(mask.length);
  }

  /** Solves the equation of each pixel of one colour, with the other colour fixed. */
  relax(colour: Int32Array): void {
    const { x, b, width } = this;
    for (let k = 0; k < colour.length; k += 2) {
      for (let p = colour[k]; p < colour[k + 1]; p += 2) {
        x[p] = 0.25 * (b[p] + x[p - 1] + x[p + 1] + x[p - width] + x[p + width]);
      }
    }
  }

  /**
   * Restricts the residual, b − A·x, to the right-hand side of the coarser grid. Black pixels, whose
   * equations were solved last, have a residual of 0: so of the nine pixels that the interpolation reaches,
   * the four beside the middle are skipped.
   */
  restrictResidual(coarse: Level): void {
    const { x, b, width, red } = this;
    const r = this.#residual;
    for (let k = 0; k < red.length; k += 2) {
      for (let p = red[k]; p < red[k + 1]; p += 2) {
        r[p] = b[p] - 4 * x[p] + x[p - 1] + x[p + 1] + x[p - width] + x[p + width];
      }
    }
    coarse.forEach(width, (c, p) => {
      const diagonal = r[p - width - 1] + r[p - width + 1] + r[p + width - 1] + r[p + width + 1];
      coarse.b[c] = r[p] + 0.25 * diagonal;
    });
  }

  /**
   * Adds the coarser grid's correction, bilinearly interpolated, and sets what falls off the mask back to 0.
   */
  addInterpolated(coarse: Level): void {
    const { x, width } = this;
    coarse.forEach(width, (c, p) => {
      const value = coarse.x[c];
      x[p] += value;
      x[p - 1] += 0.5 * value;
      x[p + 1] += 0.5 * value;
      x[p - width] += 0.5 * value;
      x[p + width] += 0.5 * value;
      x[p - width - 1] += 0.25 * value;
      x[p - width + 1] += 0.25 * value;
      x[p + width - 1] += 0.25 * value;
      x[p + width + 1] += 0.25 * value;
    });
    for (let p = 0; p < x.length; p++) if (this.#mask[p] === 0) x[p] = 0;
  }

  /**
   * Calls `visit` with each place of the mask and its place in the finer grid: pixel (x, y) stands for (2x,
   * 2y).
   */
  forEach(finerWidth: number, visit: (place: number, finer: number) => void): void {
    const { runs, width } = this;
    for (let k = 0; k < runs.length; k += 2) {
      const row = Math.floor(runs[k] / width);
      const start = 2 * row * (finerWidth - width);
      for (let c = runs[k]; c < runs[k + 1]; c++) visit(c, start + 2 * c);
    }
  }
}

function runsOf(mask: Uint8Array): Int32Array {
  const runs: number[] = [];
  for (let end = 0; ;) {
    const first = mask.indexOf(1, end);
    if (first < 0) return Int32Array.from(runs);
    // A run never passes the end of a row, since no pixel of a mask lies on the edge.
    end = mask.indexOf(0, first);
    runs.push(first, end);
  }
}

/** Wide enough that no pixel of a mask comes to lie on the coarser grid's edge. */
const half = (length: number): number => (length >> 1) + 1;

/** The coarser grid's mask. */
function halve(mask: Uint8Array, width: number, height: number): Uint8Array {
  const columns = half(width);
  const result = new Uint8Array(columns * half(height));
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) result[(y / 2) * columns + x / 2] = mask[y * width + x];
  }
  return result;
}
