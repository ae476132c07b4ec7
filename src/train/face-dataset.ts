import { InputError } from '../errors.ts';

/** The aligned face crops of one person. */
export interface FaceDataset {
  /** How many faces. */
  readonly count: number;
  /** Pixels per side of a crop. */
  readonly side: number;
  /** [count, side, side, 3] */
  readonly pixels: Uint8Array;
  /** [count, side, side]: how much of each pixel is inner face, 0 to 255. */
  readonly masks: Uint8Array;
}

/** One face of a dataset: pixels [side, side, 3] and mask [side, side], views of the dataset's memory. */
export function faceAt(set: FaceDataset, index: number): { pixels: Uint8Array; mask: Uint8Array } {
  const area = set.side * set.side;
  return {
    pixels: set.pixels.subarray(3 * index * area, 3 * (index + 1) * area),
    mask: set.masks.subarray(index * area, (index + 1) * area),
  };
}

/** The first `count` faces of a dataset: views of its memory. */
export function take(set: FaceDataset, count: number): FaceDataset {
  const area = set.side * set.side;
  return {
    ...set,
    count,
    pixels: set.pixels.subarray(0, 3 * count * area),
    masks: set.masks.subarray(0, count * area),
  };
}

/** The faces of the given indices, copied, in that order. */
export function subset(set: FaceDataset, indices: readonly number[]): FaceDataset {
  const area = set.side * set.side;
  const pixels = new Uint8Array(3 * indices.length * area);
  const masks = new Uint8Array(indices.length * area);
  indices.forEach((index, i) => {
    const face = faceAt(set, index);
    pixels.set(face.pixels, 3 * i * area);
    masks.set(face.mask, i * area);
  });
  return { ...set, count: indices.length, pixels, masks };
}

/**
 * The mean face: the pixelwise mean of a person's aligned faces.
 * @returns [side, side, 3], values 0 to 255. @throws InputError for an empty dataset.
 */
export function meanFace({ count, side, pixels }: FaceDataset): Float32Array<ArrayBuffer> {
  if (count === 0) {
    throw new InputError('A dataset without faces has no mean face.', 'Give each person at least one face.');
  }
  const size = 3 * side * side;
  const sums = new Uint32Array(size);
  for (let i = 0, at = 0; i < count; i++) {
    for (let j = 0; j < size; j++, at++) sums[j] += pixels[at];
  }
  return Float32Array.from(sums, (sum) => sum / count);
}
