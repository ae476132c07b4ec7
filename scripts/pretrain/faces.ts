import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { RENDERER_VERSION, type Random, type Shot } from '../../src/faces/index.ts';
import { cachePath } from './cache.ts';
import { populationShot } from './population.ts';
import { FACE_BYTES } from './face-bytes.ts';
import { renderFaces } from './render-faces.ts';
import { StoredFaces } from './stored-faces.ts';

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
export class Faces extends StoredFaces {
  private constructor(bytes: Uint8Array) {
    super(bytes, SHOTS);
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
