import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { RENDERER_VERSION, type Random, type Shot } from '../../src/faces/index.ts';
import { cachePath } from './cache.ts';
import { populationShot } from './population.ts';
import { FACE_BYTES, PIXELS } from './face-bytes.ts';
import { renderFaces } from './render-faces.ts';

const PEOPLE = 3000;
/** Shots of each person, whose mean is the mean face. */
export const SHOTS = 16;
/** People held out for validation, who are never trained on. */
const VALIDATION_PEOPLE = 60;
const TOTAL = PEOPLE * SHOTS;

/** A shot of a face. @param occluded the chance that something is held before it. */
export const faceShot = (index: number, occluded = 0): Shot =>
  populationShot(index, SHOTS, 'filling', occluded);

/** Aligned faces of the population: rendered once, then read from a file that is never shipped. */
export class Faces {
  readonly #bytes: Uint8Array;
  /** Sums of each person's crops. */
  readonly #sums: readonly Uint16Array[];

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#sums = Array.from({ length: PEOPLE }, (_, person) => {
      const sum = new Uint16Array(3 * PIXELS);
      for (let shot = 0; shot < SHOTS; shot++) {
        const crop = this.crop(person * SHOTS + shot);
        for (let i = 0; i < sum.length; i++) sum[i] += crop[i];
      }
      return sum;
    });
  }

  /** @param occluded the chance that something is held before a face. */
  static async load(occluded = 0): Promise<Faces> {
    const from = [RENDERER_VERSION, faceShot(0, occluded), faceShot(TOTAL - 1, occluded)];
    const cache = cachePath('faces', from);
    if (!existsSync(cache) || (await stat(cache)).size !== TOTAL * FACE_BYTES)
      await renderFaces(cache, { first: 0, shots: SHOTS, occluded }, TOTAL, 'rendering');
    const { buffer, byteOffset, length } = await readFile(cache);
    // A Uint8Array, since slices of Node's Buffer are not copies.
    return new Faces(new Uint8Array(buffer, byteOffset, length));
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
    const own = this.crop(index);
    return Float32Array.from(this.#sums[Math.floor(index / SHOTS)], (sum, i) => (sum - own[i]) / (SHOTS - 1));
  }

  /** What a face shows. */
  shot(index: number): Shot {
    return faceShot(index);
  }

  /** The validation set: indices of faces that are never trained on. */
  readonly validation: readonly number[] = Array.from({ length: VALIDATION_PEOPLE * SHOTS }, (_, i) => i);

  /** Samples indices of faces to train on. */
  choose(random: Random, count: number): number[] {
    const first = this.validation.length;
    return Array.from({ length: count }, () => first + random.integer(TOTAL - first));
  }
}
