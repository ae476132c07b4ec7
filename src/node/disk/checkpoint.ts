import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parse } from '../../faces/fields.ts';
import { presetNames, type PresetName } from '../../train/names.ts';
import type { Networks } from '../../train/autoencoder.ts';
import type { TrainProgress } from '../../train/clock.ts';
import type { NamedTensor } from '../../train/sharded-adam.ts';
import type { Checkpoint } from '../../train/fit.ts';
import { sweep, writeFolderAtomic } from './atomic.ts';
import { loadModel, saveModel } from './model-folder.ts';
import { FORMAT_VERSION } from './run-folder.ts';
import { readJson, readStrictly } from './strict-read.ts';

const STATE_FILE = 'state.json';
const OPTIMIZER_FILE = 'optimizer.bin';
const MOST_STATE_BYTES = 2 ** 20;
/** What Adam remembers of `original` takes 660 MB. */
const MOST_BYTES = 2 ** 31;
/** Checkpoints of a run that are kept: the newest, and one more in case that it is damaged. */
const KEPT = 2;

const stateSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  preset: z.enum(presetNames),
  step: z.int().min(0),
  seconds: z.number().min(0),
  fraction: z.number().min(0).max(1),
  networks: z.array(z.string().regex(/^[a-z]+(-[a-z0-9]+)*$/)).min(1),
  optimizer: z.array(
    z.strictObject({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.enum(['float32', 'int32']) }),
  ),
  files: z.record(z.string(), z.string()).describe('SHA-256 of every file'),
});

type State = z.infer<typeof stateSchema>;

/** The folder of a run that holds its checkpoints. */
const checkpointsOf = (run: string): string => join(run, 'checkpoints');
const folderName = (step: number): string => `step-${String(step).padStart(8, '0')}`;

/**
 * Writes a checkpoint whole or not at all, and removes those it makes needless.
 * @throws InputError, JanusError: it cannot be written; the checkpoints before are as they were.
 */
export async function saveCheckpoint(run: string, preset: PresetName, checkpoint: Checkpoint): Promise<void> {
  const { progress, networks, optimizer } = checkpoint;
  const folder = join(checkpointsOf(run), folderName(progress.step));
  await mkdir(checkpointsOf(run), { recursive: true });
  await sweep(checkpointsOf(run));
  await writeFolderAtomic(folder, true, async (temporary) => {
    for (const [name, model] of Object.entries(networks)) await saveModel(join(temporary, name), model);
    await writeFile(join(temporary, OPTIMIZER_FILE), await bytesOf(optimizer));
    const state: State = {
      formatVersion: FORMAT_VERSION,
      preset,
      ...progress,
      networks: Object.keys(networks),
      optimizer: optimizer.map(({ name, tensor: { shape, dtype } }) => ({
        name,
        shape,
        dtype: dtype as 'float32' | 'int32',
      })),
      files: await digests(temporary),
    };
    await writeFile(join(temporary, STATE_FILE), `${JSON.stringify(state, null, 2)}\n`);
  });
  for (const step of (await stepsOf(run)).slice(0, -KEPT)) await removeCheckpoint(run, step);
}

/** Forgets checkpoints of later steps than that from which a run goes on: they are damaged, and must not outlive those that are whole. */
export async function rewindCheckpoints(run: string, step: number): Promise<void> {
  for (const later of (await stepsOf(run)).filter((other) => other > step))
    await removeCheckpoint(run, later);
}

const removeCheckpoint = (run: string, step: number): Promise<void> =>
  rm(join(checkpointsOf(run), folderName(step)), { recursive: true, force: true });

/** Steps of which a run has checkpoints, in order. */
export async function stepsOf(run: string): Promise<number[]> {
  const folder = checkpointsOf(run);
  if (!existsSync(folder)) return [];
  return (await readdir(folder))
    .flatMap((name) => /^step-(\d{8,})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Where a run can go on from. */
export interface CheckpointInfo {
  readonly folder: string;
  readonly progress: TrainProgress;
  /** What is wrong with newer ones. */
  readonly damaged: readonly string[];
}

/**
 * Finds the newest checkpoint of a run that is whole: every byte of its models and of the optimizer's state is looked at.
 * @returns nothing for a run that has not come to its first.
 * @throws InputError if none is whole, naming what is wrong with each; or if it is of another preset.
 */
export async function findCheckpoint(run: string, preset: PresetName): Promise<CheckpointInfo | undefined> {
  const damaged: string[] = [];
  for (const step of (await stepsOf(run)).reverse()) {
    const folder = join(checkpointsOf(run), folderName(step));
    let state;
    try {
      state = await readState(folder);
      await refuseDamage(folder, state);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      damaged.push(error.message);
      continue;
    }
    const { preset: found, seconds, fraction } = state;
    if (found === preset) return { folder, progress: { step, seconds, fraction }, damaged };
    throw new InputError(
      `${folder} is a checkpoint of the preset ${found}, but the run's config.json says ${preset}.`,
      'Put the original config.json back, or train anew.',
    );
  }
  if (damaged.length === 0) return undefined;
  throw new InputError(
    `None of the checkpoints in ${checkpointsOf(run)} is whole. ${damaged.join(' ')}`,
    'Train anew: janus train.',
  );
}

/** Reads what {@link findCheckpoint} found, on the backend in use. @throws InputError saying what is wrong with which file. */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  const { step, seconds, fraction, networks: names, optimizer: entries } = await readState(folder);
  const networks = await loadParts(folder, names);
  const bytes = new Uint8Array(await readStrictly(join(folder, OPTIMIZER_FILE), MOST_BYTES)).buffer;
  let at = 0;
  const optimizer = entries.map(({ name, shape, dtype }) => {
    const size = tf.util.sizeFromShape(shape);
    if (at + 4 * size > bytes.byteLength) {
      throw new InputError(
        `${join(folder, OPTIMIZER_FILE)} has ${bytes.byteLength} bytes, too few for ${name}: expected shape [${shape.join(', ')}].`,
        `Remove ${folder}, and go on from the checkpoint before it.`,
      );
    }
    const values = dtype === 'int32' ? new Int32Array(bytes, at, size) : new Float32Array(bytes, at, size);
    at += values.byteLength;
    return { name, tensor: tf.tensor(values, shape, dtype) };
  });
  return { progress: { step, seconds, fraction }, networks, optimizer };
}

/** Reads the models of a checkpoint alone, for who only wants to swap. */
export async function loadModels(folder: string): Promise<Networks> {
  const { networks } = await readState(folder);
  return loadParts(folder, networks);
}

async function loadParts(folder: string, names: readonly string[]): Promise<Networks> {
  const networks: Record<string, tf.LayersModel> = {};
  for (const name of names) networks[name] = await loadModel(join(folder, name));
  return networks;
}

async function readState(folder: string): Promise<State> {
  const file = join(folder, STATE_FILE);
  return parse(stateSchema, await readJson(file, MOST_STATE_BYTES), file);
}

async function refuseDamage(folder: string, { files }: State): Promise<void> {
  const found = await digests(folder);
  for (const [name, digest] of Object.entries(files)) {
    if (found[name] === digest) continue;
    throw new InputError(`${join(folder, name)} is damaged: it is not what was saved.`);
  }
}

async function bytesOf(optimizer: readonly NamedTensor[]): Promise<Uint8Array> {
  const values = await Promise.all(optimizer.map(({ tensor }) => tensor.data()));
  return Buffer.concat(
    values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

/** SHA-256 of every file of a folder but the one that holds them. @throws InputError naming one that cannot be read. */
async function digests(folder: string): Promise<Record<string, string>> {
  const found = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name !== STATE_FILE)
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  const result: Record<string, string> = {};
  for (const name of found.sort()) {
    result[name] = createHash('sha256')
      .update(await readStrictly(join(folder, name), MOST_BYTES))
      .digest('hex');
  }
  return result;
}
