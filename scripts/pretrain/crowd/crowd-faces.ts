import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { FACE_BYTES } from '../face-bytes.ts';
import { renderFaces } from '../render-faces.ts';
import { StoredFaces } from '../stored-faces.ts';
import { RENDERER_VERSION, type Shot } from '../../../src/faces/index.ts';
import { itemsOf, type Shard } from '../../shard.ts';
import { cachePath } from '../cache.ts';
import { populationShot } from '../population.ts';

/** Images of a training step. */
export const BATCH = 16;
/** Shots of each person of the crowd. */
export const SHOTS = 32;
const PEOPLE = 3200;
/** The crowd begins behind the people that other networks are trained on: probes do not know it. */
const FIRST_PERSON = 10_000;
/** The chance that something is held before a face. */
const OCCLUDED = 0.15;
/** People held out for validation, who are never trained on. */
const VALIDATION_PEOPLE = 40;
const TOTAL = PEOPLE * SHOTS;
/** Files in which the faces are rendered, each by itself: see {@link renderPart}. */
const PARTS = 32;

/** Aligned faces of the crowd, in memory that threads share: [faces], each its crop and its mask. */
export class CrowdFaces extends StoredFaces {
  readonly memory: SharedArrayBuffer;

  constructor(memory: SharedArrayBuffer) {
    super(new Uint8Array(memory), SHOTS);
    this.memory = memory;
  }

  /** Reads all faces; those that are not there are rendered first. */
  static async load(): Promise<CrowdFaces> {
    for (let part = 0; part < PARTS; part++) await renderPart(part);
    const memory = new SharedArrayBuffer(TOTAL * FACE_BYTES);
    for (let part = 0; part < PARTS; part++) {
      const [first, end] = facesOf(part);
      new Uint8Array(memory, first * FACE_BYTES, (end - first) * FACE_BYTES).set(
        await readFile(fileOf(part)),
      );
    }
    return new CrowdFaces(memory);
  }

  /** What a face shows. */
  shot(index: number): Shot {
    return shotOf(index);
  }

  /** The validation set: indices of faces that are never trained on, a few of each person's. */
  readonly validation: readonly number[] = Array.from(
    { length: VALIDATION_PEOPLE * 8 },
    (_, i) => (SHOTS / 8) * i,
  );

  /** The first face that is trained on, and how many there are. */
  readonly training = { first: VALIDATION_PEOPLE * SHOTS, count: TOTAL - VALIDATION_PEOPLE * SHOTS };
}

const shotOf = (index: number): Shot =>
  populationShot(FIRST_PERSON * SHOTS + index, SHOTS, 'filling', OCCLUDED);

const fileOf = (part: number): string =>
  `${cachePath('crowd', [RENDERER_VERSION, shotOf(0), shotOf(TOTAL - 1)])}/faces-${String(part).padStart(2, '0')}.bin`;

/** The first face of a part, and the one after its last. */
const facesOf = (part: number): [first: number, end: number] => [
  Math.floor((part * TOTAL) / PARTS),
  Math.floor(((part + 1) * TOTAL) / PARTS),
];

/** Renders those files of the crowd's faces that are a shard's, for a machine among several. */
export async function renderCrowd(shard: Shard): Promise<void> {
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  for (const part of itemsOf(shard, parts)) await renderPart(part);
}

/** Renders one of the files, unless it is there. */
async function renderPart(part: number): Promise<void> {
  const path = fileOf(part);
  const [first, end] = facesOf(part);
  const size = (end - first) * FACE_BYTES;
  if (existsSync(path) && (await stat(path)).size === size) return;
  const task = { first: FIRST_PERSON * SHOTS + first, shots: SHOTS, occluded: OCCLUDED };
  await renderFaces(path, task, end - first, `crowd, part ${part + 1} of ${PARTS}`);
}
