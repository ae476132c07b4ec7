import { pixelsOf, provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { FaceDataset } from '../../train/dataset/face-dataset.ts';
import { sharedBytes } from '../../train/dataset/shared-bytes.ts';

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

  /** The faces, once all are set. */
  dataset(): FaceDataset {
    const images = provenPixels(this.#pixels, this.#side, this.#side, this.#count);
    return new FaceDataset(images, this.#masks);
  }
}
