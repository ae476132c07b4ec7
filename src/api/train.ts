import { buildNetworks, disposeNetworks } from '../pipeline/networks/build-networks.ts';
import { loadFaces, type ExtractedClip } from '../pipeline/extract.ts';
import { loadAllPretrained } from '../pipeline/networks/pretrained.ts';
import type { TrainedRun } from '../pipeline/run/load.ts';
import type { TrainSettings } from '../pipeline/run/config.ts';
import { MemoryStore, type Store } from '../pipeline/run/store.ts';
import { prepareResume, prepareRun, type TrainRunOptions } from '../pipeline/prepare-training.ts';
import { runTraining } from '../pipeline/train.ts';
import { expectTrainingClips } from '../pipeline/dataset/training-clips.ts';
import type { Values } from '../setting.ts';
import { settings } from '../settings.ts';
import { chooseCompute } from '../pipeline/workers/compute.ts';
import { resolveConfig } from '../train/config/config.ts';
import { presets } from '../train/models/index.ts';
import { withStart } from '../train/config/start.ts';
import { Trainer } from '../train/trainer.ts';
import { expectOptions, poolOf, settingsWith, workersOf, type RunOptions } from './options.ts';
import { trainedRun } from './run.ts';
import { inTurn, withBackend } from './turns.ts';

/** See `janus train --help`: preset, minutes or steps, batch, learningRate and so on. */
export type TrainingOptions = RunOptions &
  Partial<Values<typeof settings.train>> & {
    /** Where the run is kept: checkpoints, metrics, previews. In memory if left out. */
    readonly store?: Store;
  };

/**
 * Step 2 of a face swap: trains one encoder and a decoder for each person, on all cores where there is shared
 * memory. If its signal stops it while it trains, it saves a checkpoint and returns the run so far.
 * @param faces the faces of two people or more, of training clips.
 * @returns the trained autoencoder, on the backend in use. The caller disposes of it.
 * @throws InputError for clips or settings that will not do, or a store that holds a run; JanusError if the
 * training diverges or collapses; the signal's reason when aborted before the training has begun.
 */
export async function train(faces: readonly ExtractedClip[], options: TrainingOptions): Promise<TrainedRun> {
  expectOptions(options, ...Object.keys(settings.train), 'store');
  const { host, store = new MemoryStore(), signal } = options;
  const chosen = settingsWith(settings.train, options);
  const events = runOptions(options);
  await runTraining(await inTurn(() => prepareRun(host, store, faces, chosen, events), signal));
  return trained(store, options);
}

/**
 * Resumes a training from its last checkpoint.
 * @param faces those that it began with.
 * @throws as {@link train}; InputError if the run is over, or its clips are not those that it began with.
 */
export async function resume(
  faces: readonly ExtractedClip[],
  options: RunOptions & { readonly store: Store },
): Promise<TrainedRun> {
  expectOptions(options, 'store');
  const { host, store, signal } = options;
  const events = runOptions(options);
  await runTraining(await inTurn(() => prepareResume(host, store, faces, events), signal));
  return trained(store, options);
}

/** Options of a training whose steps the caller takes: without those that say when it ends or reports. */
export type StepwiseOptions = Omit<TrainingOptions, 'store' | (typeof RUN_SETTINGS)[number]>;

/** Settings of a whole run, which a trainer that is stepped from outside does not have. */
const RUN_SETTINGS = ['minutes', 'steps', 'saveEvery', 'validateEvery'] as const;

/**
 * A training that is stepped from outside: `trainer.step()` takes one step of all people,
 * `trainer.step({ people: [0] })` of the first alone. It runs on this thread, on the backend in use. Unlike
 * {@link train}, it trains on all faces of the clips, and each step has the peak learning rate unless it is
 * given another. While it is stepped, no other step of a swap may be running. The caller disposes of the
 * trainer and of the networks of its model.
 * @throws InputError for clips or settings that will not do, or if there is not enough memory; the signal's
 * reason when aborted.
 */
export async function createTrainer(
  faces: readonly ExtractedClip[],
  options: StepwiseOptions,
): Promise<Trainer> {
  expectOptions(
    options,
    ...Object.keys(settings.train).filter((name) => !RUN_SETTINGS.some((other) => other === name)),
  );
  expectTrainingClips(faces);
  const chosen = withStart(settingsWith(settings.train, options));
  return inTurn(() => stepwise(faces, chosen, options), options.signal);
}

async function stepwise(
  faces: readonly ExtractedClip[],
  chosen: TrainSettings,
  options: StepwiseOptions,
): Promise<Trainer> {
  const { host, backend = 'auto' } = options;
  const preset = presets[chosen.preset];
  const config = resolveConfig(preset, chosen);
  const { onBackend, onWarning } = trainingEvents(options);
  await chooseCompute(host, chosen.preset, faces.length, config, {
    backend,
    workers: 1,
    onBackend,
    onWarning,
  });
  const datasets = [];
  for (const [i, clip] of faces.entries()) {
    const { onProgress, ...pool } = poolOf(options, 'train');
    datasets.push(
      await loadFaces(host, clip, {
        ...pool,
        onProgress: (done, total) => onProgress?.(i * total + done, faces.length * total),
      }),
    );
  }
  const pretrained = await loadAllPretrained(host, preset.starts[chosen.start]!.pretrained);
  const networks = buildNetworks(chosen.preset, datasets, config, pretrained);
  try {
    const model = preset.connect(networks);
    return await Trainer.create({ model, config, datasets });
  } catch (error) {
    disposeNetworks(networks);
    throw error;
  }
}

const runOptions = (options: RunOptions): TrainRunOptions => ({
  backend: options.backend ?? 'auto',
  workers: workersOf(options),
  signal: options.signal,
  ...trainingEvents(options),
});

/** What a training has left. Its signal does not stop this: it has saved, and returns the run so far. */
const trained = (store: Store, options: RunOptions): Promise<TrainedRun> =>
  withBackend({ host: options.host, backend: options.backend }, () => trainedRun(store, options));

/** Reports a training as events. */
export const trainingEvents = ({
  onEvent,
}: RunOptions): Required<Pick<TrainRunOptions, 'onBackend' | 'onLoaded' | 'onMetrics' | 'onWarning'>> => ({
  onBackend: (choice, count) => {
    onEvent?.({ kind: 'backend', step: 'train', choice, workers: count });
  },
  onLoaded: (done, total) => {
    onEvent?.({ kind: 'progress', step: 'train', fraction: done / total });
  },
  onMetrics: (metrics, fraction) => {
    onEvent?.({ kind: 'metrics', step: 'train', metrics, fraction });
  },
  onWarning: (message) => {
    onEvent?.({ kind: 'warning', step: 'train', message });
  },
});
