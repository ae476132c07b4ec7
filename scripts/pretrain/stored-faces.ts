import { FACE_BYTES, PIXELS } from './face-bytes.ts';

/** Aligned faces of many people, each with as many shots one after the other: of each its crop and its mask. */
export class StoredFaces {
  readonly #bytes: Uint8Array;
  readonly #shots: number;
  /** Sums of each person's crops. */
  readonly #sums = new Map<number, Uint16Array>();

  /** @param bytes [faces, FACE_BYTES]. @param shots of each person. */
  constructor(bytes: Uint8Array, shots: number) {
    this.#bytes = bytes;
    this.#shots = shots;
  }

  /** [64, 64, 3] */
  crop(index: number): Uint8Array {
    return this.#bytes.subarray(index * FACE_BYTES, index * FACE_BYTES + 3 * PIXELS);
  }

  /** [64, 64] */
  mask(index: number): Uint8Array {
    return this.#bytes.subarray(index * FACE_BYTES + 3 * PIXELS, (index + 1) * FACE_BYTES);
  }

  /** The mean of the same person's other crops: [64, 64, 3], values 0 to 255. */
  meanFace(index: number): Float32Array {
    const sum = this.#sumOf(Math.floor(index / this.#shots));
    const own = this.crop(index);
    // A loop: Float32Array.from took a tenth of the training.
    const mean = new Float32Array(own.length);
    for (let i = 0; i < mean.length; i++) mean[i] = (sum[i] - own[i]) / (this.#shots - 1);
    return mean;
  }

  #sumOf(person: number): Uint16Array {
    const known = this.#sums.get(person);
    if (known) return known;
    const sum = new Uint16Array(3 * PIXELS);
    for (let shot = 0; shot < this.#shots; shot++) {
      const crop = this.crop(person * this.#shots + shot);
      for (let i = 0; i < sum.length; i++) sum[i] += crop[i];
    }
    this.#sums.set(person, sum);
    return sum;
  }
}
