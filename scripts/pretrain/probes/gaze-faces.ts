import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { RENDERER_VERSION, type Performance, type Random } from '../../../src/faces/index.ts';
import { cachePath } from '../cache.ts';
import { FACE_BYTES } from '../face-bytes.ts';
import { populationShot } from '../population.ts';
import { renderFaces } from '../render-faces.ts';
import { StoredFaces } from '../stored-faces.ts';

const PEOPLE = 2000;
/** Shots of each person. */
const SHOTS = 16;
/** Behind all people, and all shots, that other networks are trained on: nobody else has seen these. */
const FIRST_PERSON = 30_000;
/** People held out for validation, who are never trained on. */
const VALIDATION_PEOPLE = 60;
const TOTAL = PEOPLE * SHOTS;

const shotOf = (index: number) => populationShot(FIRST_PERSON * SHOTS + index, SHOTS, 'filling');

/** Aligned faces that the gaze probe is trained on: rendered once, then read from a file that is never shipped. */
export class GazeFaces extends StoredFaces {
  private constructor(bytes: Uint8Array) {
    super(bytes, SHOTS);
  }

  static async load(): Promise<GazeFaces> {
    const cache = cachePath('gaze', [RENDERER_VERSION, shotOf(0), shotOf(TOTAL - 1)]);
    if (!existsSync(cache) || (await stat(cache)).size !== TOTAL * FACE_BYTES) {
      const task = { first: FIRST_PERSON * SHOTS, shots: SHOTS, occluded: 0 };
      await renderFaces(cache, task, TOTAL, 'faces of the gaze probe');
    }
    const { buffer, byteOffset, length } = await readFile(cache);
    // A Uint8Array, since slices of Node's Buffer are not copies.
    return new GazeFaces(new Uint8Array(buffer, byteOffset, length));
  }

  /** What a face does. */
  performance(index: number): Performance {
    return shotOf(index).performance;
  }

  /** The validation set: indices of faces that are never trained on. */
  readonly validation: readonly number[] = Array.from({ length: VALIDATION_PEOPLE * SHOTS }, (_, i) => i);

  /** Samples indices of faces to train on. */
  choose(random: Random, count: number): number[] {
    const first = this.validation.length;
    return Array.from({ length: count }, () => first + random.integer(TOTAL - first));
  }
}
