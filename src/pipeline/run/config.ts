import { z } from 'zod';
import { sha256Hex } from '../../clips/manifest.ts';
import { provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { backendNames } from '../../engine/backend/backend-name.ts';
import { InputError } from '../../errors.ts';
import { landmarkSources, type LandmarkSource } from '../../extract/alignments.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { parse } from '../../faces/shot/fields.ts';
import { identitySchema, type Identity } from '../../faces/shot/identity.ts';
import { parseValues, type Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import type { PresetName, Start } from '../../train/config/names.ts';
import { withStart } from '../../train/config/start.ts';
import type { Compute } from '../workers/compute.ts';
import { formatJson, readJson, type Store } from './store.ts';

/** Changes when `config.json` or a checkpoint changes its fields. */
export const FORMAT_VERSION = 6;

export const CONFIG_FILE = 'config.json';
const MOST_CONFIG_BYTES = 2 ** 20;

/** The settings of a training, with preset and start chosen. */
export type TrainSettings = Values<typeof settings.train> & {
  readonly preset: PresetName;
  readonly start: Start;
};

/** What a run is: written once, at its start. */
export interface RunConfig {
  /** The version of Janus that started it. */
  readonly janus: string;
  readonly settings: TrainSettings;
  /** What it was begun on: another backend, or another number of threads, rounds differently. */
  readonly compute: Compute;
  /** Where the landmarks of the training faces came from. */
  readonly landmarks: LandmarkSource;
  /** In the order of their numbers. */
  readonly people: readonly RunPerson[];
}

export interface RunPerson {
  readonly name: string;
  readonly identity: Identity;
  /** The seal of their clip. */
  readonly seal: string;
  /** SHA-256 of the alignments by which their faces are cut out. */
  readonly alignments: string;
  /** SHA-256 of their mean face. */
  readonly meanFace: string;
  /** Where the host finds their extraction again: on a disk, a path as seen from the run's folder. */
  readonly extraction?: string;
}

const configSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  janus: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  compute: z.strictObject({ backend: z.enum(backendNames), workers: z.int().min(1) }),
  landmarks: z.enum(landmarkSources),
  people: z
    .array(
      z.strictObject({
        name: z.string(),
        identity: identitySchema,
        seal: z.string(),
        alignments: z.string(),
        meanFace: z.string(),
        extraction: z.string().exactOptional(),
      }),
    )
    .min(1),
});

/** Writes down what a new run is. @throws InputError, JanusError if it cannot be written. */
export const writeConfig = (run: Store, config: RunConfig): Promise<void> =>
  run.write(CONFIG_FILE, formatJson({ formatVersion: FORMAT_VERSION, ...config }));

/** Reads what a run is. @throws InputError saying what is wrong with which file. */
export async function readConfig(run: Store): Promise<RunConfig> {
  const file = run.locate(CONFIG_FILE);
  if (!(await run.has(CONFIG_FILE))) {
    throw new InputError(`There is no run: ${file} does not exist.`, 'Runs are made by janus train.');
  }
  const found = await readJson(run, CONFIG_FILE, MOST_CONFIG_BYTES);
  refuseOtherVersions(found, file);
  const { janus, compute, landmarks, people, settings: values } = parse(configSchema, found, file);
  return {
    janus,
    compute,
    landmarks,
    people,
    settings: withStart(parseValues(settings.train, values, file)),
  };
}

/** @throws InputError if a run is of another version of Janus. */
function refuseOtherVersions(config: unknown, file: string): void {
  const { formatVersion } = Object(config) as { formatVersion?: unknown };
  if (typeof formatVersion !== 'number' || formatVersion === FORMAT_VERSION) return;
  throw new InputError(
    `${file} has format version ${formatVersion}; this Janus reads version ${FORMAT_VERSION}.`,
    formatVersion > FORMAT_VERSION
      ? 'The run was trained by a newer Janus: update this one, or train anew.'
      : 'The run was trained by an older Janus: go on with that one, or train anew: janus train.',
  );
}

/** @throws InputError if a store holds a run: its checkpoints would pass for those of another. */
export async function expectNoRun(store: Store): Promise<void> {
  if (!(await store.has(CONFIG_FILE))) return;
  throw new InputError(
    `There is a run in ${store.locate('')} already.`,
    'Go on with it (resume), or give an empty store.',
  );
}

const MEAN_FACE_BYTES = 3 * CROP_SIDE * CROP_SIDE;
const meanFaceFile = (person: number): string => `mean-face-${person}.bin`;

/** The SHA-256 of a mean face, by which it is known again. @param meanFace [64, 64, 3] bytes. */
export const meanFaceDigest = (meanFace: Uint8Array): string => sha256Hex(meanFace);

/** Keeps a person's mean face: [64, 64, 3] bytes. */
export const writeMeanFace = (run: Store, person: number, meanFace: Uint8Array): Promise<void> =>
  run.write(meanFaceFile(person), meanFace);

/**
 * A person's mean face, as the run has computed it from their training faces.
 * @returns a picture of 64 × 64 pixels.
 * @throws InputError if its file is not the one that the run has recorded: it might show anybody.
 */
export async function readMeanFace(run: Store, { people }: RunConfig, person: number): Promise<ProvenPixels> {
  const file = meanFaceFile(person);
  // A copy: a store of the caller's may keep what it has read.
  const bytes = new Uint8Array(await run.read(file, MEAN_FACE_BYTES));
  if (meanFaceDigest(bytes) === people[person].meanFace) return provenPixels(bytes, CROP_SIDE, CROP_SIDE);
  throw new InputError(
    `${run.locate(file)} is not the mean face that the run has written.`,
    'Put the original back, or train anew: janus train.',
  );
}
