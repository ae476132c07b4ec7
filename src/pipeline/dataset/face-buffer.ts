import { pixelsOf, provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import type { Alignment } from '../../extract/alignments.ts';
import { transform } from '../../extract/similarity.ts';
import { FaceDataset } from '../../train/dataset/face-dataset.ts';
import { sharedBytes } from '../../train/dataset/shared-bytes.ts';

/** An x and a y for each landmark of a face, as parts of its crop's side. */
const landmarksInCrop = ({ landmarks, transform: toCrop }: Alignment): number[] =>
  landmarks.flatMap(([x, y]) => {
    const inCrop = transform(toCrop, { x, y });
    return [inCrop.x, inCrop.y];
  });

/** Room for the aligned faces of a clip, which come in any order. */
export class FaceBuffer {
  readonly #count: number;
  readonly #side: number;
  readonly #pixels: Uint8Array;
  readonly #masks: Uint8Array;

  /** @param side pixels a side of a face. */
  constructor(count: number, side: number) {
    this.#count = count;
    this.#side = side;
    this.#pixels = sharedBytes(3 * count * side * side);
    this.#masks = sharedBytes(count * side * side);
  }

  /**
   * Sets one face, or several that follow each other.
   * @param index of the first.
   * @param pixels [faces, side, side, 3].
   * @param masks [faces, side, side].
   * @throws InputError if the pixels are not proven.
   */
  set(index: number, pixels: ProvenPixels, masks: Uint8Array): void {
    this.#pixels.set(pixelsOf(pixels), 3 * index * this.#side ** 2);
    this.#masks.set(masks, index * this.#side ** 2);
  }

  /** The faces, once all are set. @param alignments by which each was cut out, if its landmarks are known. */
  dataset(alignments?: readonly Alignment[]): FaceDataset {
    const images = provenPixels(this.#pixels, this.#side, this.#side, this.#count);
    const landmarks = alignments && Float32Array.from(alignments.flatMap(landmarksInCrop));
    return new FaceDataset(images, this.#masks, landmarks);
  }
}
