import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parse } from '../../faces/shot/fields.ts';
import { TOPOLOGY_FILE, WEIGHTS_FILE, type NetworkFiles } from '../../nets/network-files.ts';
import type { TrainProgress } from '../../train/clock.ts';
import type { LatentStatistics } from '../../train/latents/latent-statistics.ts';
import { SHAPE_MODES } from '../../train/latents/shape-modes.ts';
import { presetNames, type PresetName } from '../../train/config/names.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import { FORMAT_VERSION } from './config.ts';
import { formatJson, readJson, type Store } from './store.ts';

const CHECKPOINTS = 'checkpoints';
const STATE_FILE = 'state.json';
const OPTIMIZER_FILE = 'optimizer.bin';
const MOST_STATE_BYTES = 2 ** 20;
/** Adam's moments of `original` take 660 MB. */
const MOST_BYTES = 2 ** 31;
/** Checkpoints of a run that are kept: the newest, and one more in case that it is damaged. */
const KEPT = 2;

const stateSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  preset: z.enum(presetNames),
  step: z.int().min(0),
  seconds: z.number().min(0),
  fraction: z.number().min(0).max(1),
  stage: z.int().min(0),
  networks: z.array(z.string().regex(/^[a-z]+(-[a-z0-9]+)*$/)).min(1),
  optimizer: z.array(
    z.strictObject({ name: z.string(), shape: z.array(z.int().min(0)), dtype: z.enum(['float32', 'int32']) }),
  ),
  latents: z
    .array(
      z.strictObject({
        mean: z.array(z.number()).min(1),
        covariance: z.array(z.array(z.number())),
        shape: z.array(z.array(z.number()).length(SHAPE_MODES)),
      }),
    )
    .refine(
      (people) =>
        people.every(({ mean: { length }, covariance, shape }) =>
          [covariance, shape, ...covariance].every((row) => row.length === length),
        ),
      'expected covariances of as many rows and columns as the mean has numbers',
    )
    .describe("statistics of each person's latents"),
  files: z.record(z.string(), z.string()).describe('SHA-256 of every file'),
});

type State = z.infer<typeof stateSchema>;

const folderOf = (step: number): string => `${CHECKPOINTS}/step-${String(step).padStart(8, '0')}`;

/**
 * Writes a checkpoint whole or not at all, and removes those it makes needless.
 * @throws InputError, JanusError: it cannot be written; the checkpoints before are as they were.
 */
export async function saveCheckpoint(
  run: Store,
  preset: PresetName,
  checkpoint: CheckpointFiles,
): Promise<void> {
  const { progress, stage, networks, optimizer, latents } = checkpoint;
  const files: Record<string, Uint8Array<ArrayBuffer>> = { [OPTIMIZER_FILE]: optimizer.values };
  for (const [name, { topology, weights }] of Object.entries(networks)) {
    files[`${name}/${TOPOLOGY_FILE}`] = topology;
    files[`${name}/${WEIGHTS_FILE}`] = weights;
  }
  const digests: Record<string, string> = {};
  for (const [path, bytes] of Object.entries(files)) digests[path] = await digestOf(bytes);
  const state: State = {
    formatVersion: FORMAT_VERSION,
    preset,
    ...progress,
    stage,
    networks: Object.keys(networks),
    optimizer: [...optimizer.entries],
    latents: latents.map(({ mean, covariance, shape }) => ({
      mean: [...mean],
      covariance: covariance.map((row) => [...row]),
      shape: shape.map((row) => [...row]),
    })),
    files: digests,
  };
  await run.writeFolder(folderOf(progress.step), { ...files, [STATE_FILE]: formatJson(state) });
  for (const step of (await stepsOf(run)).slice(0, -KEPT)) await run.remove(folderOf(step));
}

/**
 * Removes checkpoints of later steps than the one from which a run is resumed: they are damaged, and must not
 * outlive those that are whole.
 */
export async function rewindCheckpoints(run: Store, step: number): Promise<void> {
  for (const later of (await stepsOf(run)).filter((other) => other > step)) await run.remove(folderOf(later));
}

/** Steps of which a run has checkpoints, in order. */
export async function stepsOf(run: Store): Promise<number[]> {
  return (await run.list(CHECKPOINTS))
    .flatMap((name) => /^step-(\d{8,})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** A checkpoint from which a run can be resumed. */
export interface CheckpointInfo {
  /** Its path in the run's store. */
  readonly folder: string;
  readonly progress: TrainProgress;
  /** What is wrong with newer ones. */
  readonly damaged: readonly string[];
}

/**
 * Finds the newest checkpoint of a run that is whole: every byte of its networks and of the optimizer's state
 * is looked at.
 * @returns nothing for a run that has not come to its first.
 * @throws InputError if none is whole, naming what is wrong with each; or if it is of another preset; what the
 * store throws if a file cannot be read at present, which does not make its checkpoint a damaged one.
 */
export async function findCheckpoint(run: Store, preset: PresetName): Promise<CheckpointInfo | undefined> {
  const damaged: string[] = [];
  for (const step of (await stepsOf(run)).reverse()) {
    const folder = folderOf(step);
    let state;
    try {
      state = await readState(run, folder);
      await refuseDamage(run, folder, state);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      damaged.push(error.message);
      continue;
    }
    const { preset: found, seconds, fraction } = state;
    if (found === preset) return { folder, progress: { step, seconds, fraction }, damaged };
    throw new InputError(
      `${run.locate(folder)} is a checkpoint of the preset ${found}, but the run's config.json says ${preset}.`,
      'Put the original config.json back, or train anew.',
    );
  }
  if (damaged.length === 0) return undefined;
  throw new InputError(
    `None of the checkpoints in ${run.locate(CHECKPOINTS)} is whole. ${damaged.join(' ')}`,
    'Train anew: janus train.',
  );
}

/** Reads what {@link findCheckpoint} found. @throws InputError saying what is wrong with which file. */
export async function readCheckpoint(run: Store, folder: string): Promise<CheckpointFiles> {
  const {
    step,
    seconds,
    fraction,
    stage,
    networks: names,
    optimizer: entries,
    latents,
  } = await readState(run, folder);
  const file = `${folder}/${OPTIMIZER_FILE}`;
  const values = await run.read(file, MOST_BYTES);
  const expected = entries.reduce((sum, { shape }) => sum + 4 * shape.reduce((size, n) => size * n, 1), 0);
  if (values.length !== expected) {
    throw new InputError(
      `${run.locate(file)} has ${values.length} bytes: expected ${expected}.`,
      `Remove ${run.locate(folder)}, and go on from the checkpoint before it.`,
    );
  }
  const networks = await readNetworks(run, folder, names);
  return { progress: { step, seconds, fraction }, stage, networks, optimizer: { entries, values }, latents };
}

/**
 * Reads of a checkpoint what a swap needs: the networks, and the statistics of the latents.
 * @throws InputError saying what is wrong with which file.
 */
export async function readCheckpointModel(
  run: Store,
  folder: string,
): Promise<{
  readonly networks: Record<string, NetworkFiles>;
  readonly latents: readonly LatentStatistics[];
}> {
  const { networks, latents } = await readState(run, folder);
  return { networks: await readNetworks(run, folder, networks), latents };
}

async function readNetworks(
  run: Store,
  folder: string,
  names: readonly string[],
): Promise<Record<string, NetworkFiles>> {
  const networks: Record<string, NetworkFiles> = {};
  for (const name of names) {
    networks[name] = {
      topology: await run.read(`${folder}/${name}/${TOPOLOGY_FILE}`, MOST_STATE_BYTES),
      weights: await run.read(`${folder}/${name}/${WEIGHTS_FILE}`, MOST_BYTES),
    };
  }
  return networks;
}

async function readState(run: Store, folder: string): Promise<State> {
  const file = `${folder}/${STATE_FILE}`;
  return parse(stateSchema, await readJson(run, file, MOST_STATE_BYTES), run.locate(file));
}

async function refuseDamage(run: Store, folder: string, { files }: State): Promise<void> {
  for (const [name, digest] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    if ((await digestOf(await run.read(path, MOST_BYTES))) === digest) continue;
    throw new InputError(`${run.locate(path)} is damaged: it is not what was saved.`);
  }
}

/**
 * SHA-256 as hexadecimal digits. Weights take up to gigabytes, so the browser's own code computes it; pages
 * served without https have none.
 */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto as Partial<typeof crypto>;
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
