import { existsSync } from 'node:fs';
import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { backendNames, type BackendName } from '../../engine/backend/backend-name.ts';
import { asArgument, InputError } from '../../errors.ts';
import { parse } from '../../faces/fields.ts';
import { identitySchema, type Identity } from '../../faces/identity.ts';
import { loadSharp } from '../media/sharp.ts';
import { parseValues, settings, type Values } from '../../settings.ts';
import { explained, expectWritable, writeFileAtomic } from './atomic.ts';
import { contentOf } from './folder-content.ts';
import { referTo, resolveReference } from './reference.ts';
import { parseJson, readJson, readStrictly } from './strict-read.ts';

/** Changes when `config.json` or a checkpoint changes its fields. Version 1 knew some settings by other names. */
export const FORMAT_VERSION = 2;

const CONFIG_FILE = 'config.json';
const METRICS_FILE = 'metrics.jsonl';
const MOST_CONFIG_BYTES = 2 ** 20;
const MOST_AVERAGE_BYTES = 2 ** 16;

/** What a run is: written once, at its start. */
export interface RunConfig {
  /** Of the Janus that started it. */
  readonly janus: string;
  readonly settings: Values<typeof settings.train>;
  /** What it was begun on: another backend, or another number of threads, rounds otherwise. */
  readonly compute: { readonly backend: BackendName; readonly workers: number };
  /** In the order of their numbers. */
  readonly people: readonly {
    readonly name: string;
    readonly identity: Identity;
    /** The absolute path of the folder that `janus extract` wrote. */
    readonly extraction: string;
    /** Their clip's. */
    readonly seal: string;
    /** SHA-256 of their alignments.json, by which their faces are cut out. */
    readonly alignments: string;
  }[];
}

const configSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  janus: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  compute: z.strictObject({ backend: z.enum(backendNames), workers: z.int().min(1) }),
  people: z
    .array(
      z.strictObject({
        name: z.string(),
        identity: identitySchema,
        extraction: z.string(),
        seal: z.string(),
        alignments: z.string(),
      }),
    )
    .min(1),
});

/**
 * Looks whether a new run can have a folder.
 * @param replace whether a run that is there may be removed.
 * @throws InputError if it cannot, or nothing can be written there.
 */
export async function expectRoom(path: string, replace: boolean): Promise<void> {
  await expectWritable(join(path, CONFIG_FILE));
  if (!existsSync(path)) return;
  const isFolder = (await lstat(path)).isDirectory();
  const names = isFolder ? await contentOf(path) : [];
  if (isFolder && names.length === 0) return;
  const isBroken = await isBrokenRun(path, names);
  if (!isBroken && !(await isRun(path))) {
    throw new InputError(`${path} is there already, and is no run.`, 'Choose another place with --out.');
  }
  if (replace) return;
  if (isBroken) {
    throw new InputError(
      `There is a run in ${path} already, whose ${CONFIG_FILE} cannot be read.`,
      'Replace it: --force. Or choose another --out.',
    );
  }
  throw new InputError(
    `There is a run in ${path} already.`,
    `Go on with it: janus train --resume ${asArgument(path)}. Or begin anew: --force, or another --out.`,
  );
}

/** Whether a folder is a run of any version of Janus: other programs have a config.json too, and what is no run is never removed. */
async function isRun(path: string): Promise<boolean> {
  try {
    const config = Object(await readJson(join(path, CONFIG_FILE), MOST_CONFIG_BYTES)) as Partial<RunConfig>;
    return typeof config.janus === 'string' && Array.isArray(config.people);
  } catch {
    return false;
  }
}

/** What Janus writes into a run's folder. */
const RUN_ENTRIES =
  /^(config\.json|metrics\.jsonl|checkpoints|previews|converted|mean-face-\d+\.png|events\.out\.tfevents\.\d+\.janus|compare\.webp|scores\.json|report\.html)$/;

/** Whether a folder is plainly a run whose config.json is lost or damaged: nothing but a run's files, and more than that one. */
async function isBrokenRun(path: string, names: readonly string[]): Promise<boolean> {
  if (!names.every((name) => RUN_ENTRIES.test(name)) || !names.some((name) => name !== CONFIG_FILE))
    return false;
  return readJson(join(path, CONFIG_FILE), MOST_CONFIG_BYTES).then(
    () => false,
    () => true,
  );
}

/** Makes the folder of a new run, in place of what {@link expectRoom} has found. @throws InputError if it cannot be written. */
export async function createRun(path: string, config: RunConfig): Promise<void> {
  const run = resolve(path);
  await rm(run, { recursive: true, force: true });
  await mkdir(run, { recursive: true }).catch((error: unknown) => {
    throw explained(error, run);
  });
  const people = await Promise.all(
    config.people.map(async (person) => ({ ...person, extraction: await referTo(person.extraction, run) })),
  );
  await writeFileAtomic(
    join(run, CONFIG_FILE),
    `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...config, people }, null, 2)}\n`,
  );
}

/** Reads what a run is. @throws InputError saying what is wrong with which file. */
export async function openRun(path: string): Promise<RunConfig> {
  const run = resolve(path);
  const file = join(run, CONFIG_FILE);
  if (!existsSync(file)) {
    throw new InputError(`${path} is no run: it has no ${CONFIG_FILE}.`, 'Runs are made by janus train.');
  }
  const found = await readJson(file, MOST_CONFIG_BYTES);
  refuseOtherVersions(found, file);
  const { janus, people, compute, settings: values } = parse(configSchema, found, file);
  return {
    janus,
    compute,
    settings: parseValues(settings.train, values, file),
    people: await Promise.all(
      people.map(async (person) => ({
        ...person,
        extraction: await resolveReference(person.extraction, run),
      })),
    ),
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

const figures = z.record(z.string(), z.number()).exactOptional();
const metricsSchema = z.strictObject({
  step: z.int().min(0),
  seconds: z.number(),
  losses: figures,
  imagesPerSecond: z.number().exactOptional(),
  swapErrors: figures,
});

/** One line of a run's metrics. */
export interface Metrics {
  readonly step: number;
  /** Of training. */
  readonly seconds: number;
  /** Each person's, by name. */
  readonly losses?: Readonly<Record<string, number>>;
  readonly imagesPerSecond?: number;
  /** Of each swap, by `A→B`. */
  readonly swapErrors?: Readonly<Record<string, number>>;
}

export const metricsFile = (run: string): string => join(run, METRICS_FILE);

/**
 * The metrics of a run. A last line that was cut off, as the process was killed, is left out.
 * @throws InputError naming a line that is no metrics.
 */
export async function readMetrics(run: string): Promise<Metrics[]> {
  const file = metricsFile(run);
  if (!existsSync(file)) return [];
  const text = await readFile(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      const what = `${file}, line ${i + 1}`;
      return parse(metricsSchema, parseJson(line, what), what);
    });
}

/** Forgets what a run told of steps after the given one, from which it goes on, and what it saw there: it looks again. */
export async function rewindMetrics(run: string, step: number): Promise<void> {
  const kept = (await readMetrics(run)).filter(
    (metrics) => metrics.step < step || (metrics.step === step && metrics.swapErrors === undefined),
  );
  await writeFileAtomic(metricsFile(run), kept.map((metrics) => `${JSON.stringify(metrics)}\n`).join(''));
  for (const name of await previewsOf(run)) {
    if (name > basename(previewFile(run, step))) await rm(join(previewFolder(run), name));
  }
}

/** Where a run keeps the average aligned face of each person. */
export const meanFaceFile = (run: string, person: number): string => join(run, `mean-face-${person}.png`);

/** A person's average aligned face: [64, 64, 3] values 0 to 255. @throws InputError saying what is wrong with its file. */
export async function readMeanFace(run: string, person: number): Promise<Float32Array> {
  const file = meanFaceFile(run, person);
  const sharp = await loadSharp();
  const { data, info } = await sharp(await readStrictly(file, MOST_AVERAGE_BYTES))
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw new InputError(`${file} is no picture that can be read.`, 'Train anew: janus train.', {
        cause: error,
      });
    });
  if (info.width === 64 && info.height === 64 && info.channels === 3) return new Float32Array(data);
  throw new InputError(
    `${file} has ${info.width} × ${info.height} pixels: expected 64 × 64.`,
    'Train anew: janus train.',
  );
}

const previewFolder = (run: string): string => join(run, 'previews');
export const previewFile = (run: string, step: number): string =>
  join(previewFolder(run), `step-${String(step).padStart(8, '0')}.png`);

/** The names of a run's previews, in order. */
export async function previewsOf(run: string): Promise<string[]> {
  if (!existsSync(previewFolder(run))) return [];
  return (await contentOf(previewFolder(run))).filter((name) => name.endsWith('.png')).sort();
}

/** Where TensorBoard looks for figures: one file for each time that the run was started. */
export const eventFile = (run: string, started: number): string =>
  join(dirname(metricsFile(run)), `events.out.tfevents.${Math.floor(started / 1000)}.janus`);
