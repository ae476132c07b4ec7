import type { Similarity } from '../../src/extract/similarity.ts';
import type { Random } from '../../src/faces/index.ts';

/** The range of a random similarity: rotation in radians, zoom and shift as parts. */
export interface Jitter {
  readonly turn: number;
  readonly zoom: number;
  readonly shift: number;
}

/** A random small rotation, zoom and shift about the middle of a picture of the given side. */
export function jittered(random: Random, { turn, zoom, shift }: Jitter, side: number): Similarity {
  const angle = turn * random.bell(-1, 1);
  const scale = 1 + zoom * random.bell(-1, 1);
  const a = scale * Math.cos(angle);
  const b = scale * Math.sin(angle);
  const middle = side / 2;
  const off = () => shift * side * random.bell(-1, 1);
  return { a, b, tx: middle - a * middle + b * middle + off(), ty: middle - b * middle - a * middle + off() };
}
