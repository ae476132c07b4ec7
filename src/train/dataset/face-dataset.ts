import { isObject, pixelsOf, provenPixels, unproven, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { InputError } from '../../errors.ts';
import { landmarkNames } from '../../faces/landmarks.ts';

/** Numbers for the landmarks of a face: an x and a y for each. */
export const LANDMARK_NUMBERS = 2 * landmarkNames.length;

let isDataset: (value: object) => boolean;

/** The aligned face crops of one person, each proven to show nobody who exists. */
export class FaceDataset {
  /** [count, side, side, 3] */
  readonly images: ProvenPixels;
  /** [count, side, side]: how much of each pixel is inner face, 0 to 255. */
  readonly masks: Uint8Array;
  /**
   * [count, landmarks, 2]: where each landmark of `landmarkNames` was found, x and y, as parts of the crop's
   * side. All 0 where nobody looked for them: they then say nothing to an alignment of latents.
   */
  readonly landmarks: Float32Array;
  /** How many faces. */
  readonly count: number;
  /** Pixels per side of a crop. */
  readonly side: number;
  /** Marks what this constructor has made: a face is looked up by the size that the images were proven with. */
  readonly #made = true;

  static {
    isDataset = (value) => #made in value;
  }

  /**
   * @throws InputError if the images are not proven; RangeError if they are not square, or masks or landmarks
   * not as many.
   */
  constructor(images: ProvenPixels, masks: Uint8Array, landmarks?: Float32Array) {
    const { length } = pixelsOf(images);
    const points = landmarks ?? new Float32Array(images.count * LANDMARK_NUMBERS);
    if (images.width !== images.height || 3 * masks.length !== length) {
      throw new RangeError(
        `${images.count} images of ${images.width} × ${images.height} with ${masks.length} bytes of masks: expected square images, and as many masks.`,
      );
    }
    if (points.length !== images.count * LANDMARK_NUMBERS) {
      throw new RangeError(
        `${images.count} images with ${points.length} numbers of landmarks: expected ${LANDMARK_NUMBERS} for each.`,
      );
    }
    this.images = images;
    this.masks = masks;
    this.landmarks = points;
    this.count = images.count;
    this.side = images.width;
    Object.freeze(this);
  }
}

/** @throws InputError if this is no dataset, but an object that looks like one. */
export function expectDataset(set: FaceDataset): void {
  if (!isObject(set) || !isDataset(set)) throw unproven('an object that is no dataset of faces');
}

/** @throws InputError if there is nobody to train on, or somebody without faces, or with what is no dataset. */
export function expectFaces(datasets: readonly FaceDataset[]): void {
  datasets.forEach(expectDataset);
  const empty = datasets.findIndex(({ count }) => count === 0);
  if (datasets.length > 0 && empty < 0) return;
  throw new InputError(
    datasets.length === 0 ? 'There are no people to train on.' : `Person ${empty} has no faces to train on.`,
    'Give each person at least one face.',
  );
}

/**
 * One face of a dataset: pixels [side, side, 3] and mask [side, side], views of the dataset's memory, to be
 * read only.
 * @throws InputError if this is no dataset; RangeError if there is no such face.
 */
export function faceAt(set: FaceDataset, index: number): { pixels: Uint8Array; mask: Uint8Array } {
  expectDataset(set);
  if (!Number.isInteger(index) || index < 0 || index >= set.count) {
    throw new RangeError(`There is no face ${index}: the dataset has ${set.count}, numbered from 0.`);
  }
  const area = set.side * set.side;
  return {
    pixels: pixelsOf(set.images).subarray(3 * index * area, 3 * (index + 1) * area),
    mask: set.masks.subarray(index * area, (index + 1) * area),
  };
}

/**
 * The first `count` faces of a dataset: views of its memory.
 * @throws InputError if this is no dataset; RangeError if it has fewer.
 */
export function take(set: FaceDataset, count: number): FaceDataset {
  expectDataset(set);
  const { side, images, masks, landmarks } = set;
  return new FaceDataset(
    provenPixels(pixelsOf(images).subarray(0, 3 * count * side * side), side, side, count),
    masks.subarray(0, count * side * side),
    landmarks.subarray(0, count * LANDMARK_NUMBERS),
  );
}

/** The faces of the given indices, copied, in that order. @throws as {@link faceAt}. */
export function subset(set: FaceDataset, indices: readonly number[]): FaceDataset {
  expectDataset(set);
  const { side } = set;
  const area = side * side;
  const pixels = new Uint8Array(3 * indices.length * area);
  const masks = new Uint8Array(indices.length * area);
  const landmarks = new Float32Array(indices.length * LANDMARK_NUMBERS);
  indices.forEach((index, i) => {
    const face = faceAt(set, index);
    pixels.set(face.pixels, 3 * i * area);
    masks.set(face.mask, i * area);
    landmarks.set(
      set.landmarks.subarray(index * LANDMARK_NUMBERS, (index + 1) * LANDMARK_NUMBERS),
      i * LANDMARK_NUMBERS,
    );
  });
  return new FaceDataset(provenPixels(pixels, side, side, indices.length), masks, landmarks);
}

/**
 * The mean face: the pixelwise mean of a person's aligned faces.
 * @returns [side, side, 3], values 0 to 255. @throws InputError for an empty dataset.
 */
export function meanFace(set: FaceDataset): Float32Array<ArrayBuffer> {
  expectDataset(set);
  const { images, count, side } = set;
  if (count === 0) {
    throw new InputError('A dataset without faces has no mean face.', 'Give each person at least one face.');
  }
  const pixels = pixelsOf(images);
  const size = 3 * side * side;
  const sums = new Uint32Array(size);
  for (let i = 0, at = 0; i < count; i++) {
    for (let j = 0; j < size; j++, at++) sums[j] += pixels[at];
  }
  return Float32Array.from(sums, (sum) => sum / count);
}
