import { resolve } from 'node:path';
import { CROP_SIDE } from '../extract/crop.ts';
import { chooseBackend, type BackendChoice } from '../engine/backend/choose-backend.ts';
import type { BackendName, BackendOption } from '../engine/backend/backend-name.ts';
import { nodeWorker } from '../engine/parallel/ports.ts';
import { runGroup, usableWorkers } from '../engine/parallel/worker-group.ts';
import { asArgument, InputError, JanusError } from '../errors.ts';
import type { settings, Values } from '../settings.ts';
import type { TrainProgress } from '../train/clock.ts';
import { meanFace } from '../train/face-dataset.ts';
import { presets } from '../train/models/index.ts';
import { resolveConfig } from '../train/config.ts';
import type { TrainEvent } from '../train/fit.ts';
import { isDiskFull, writeFileAtomic } from '../node/disk/atomic.ts';
import { findCheckpoint, rewindCheckpoints } from '../node/disk/checkpoint.ts';
import { openExtraction, type ExtractedClip } from './load-faces.ts';
import { versions } from '../node/backends/machine.ts';
import { nodeBackends } from '../node/backends/node-backends.ts';
import {
  meanFaceFile,
  createRun,
  expectRoom,
  openRun,
  rewindMetrics,
  type Metrics,
  type RunConfig,
} from '../node/disk/run-folder.ts';
import { encodePng } from '../node/media/png.ts';
import { RunLog } from '../node/disk/run-log.ts';
import { startThread } from '../node/threads/thread.ts';
import type { TrainJob } from '../node/threads/train-worker.ts';
import { loadTraining, namesOf, refuseClips } from './training-clips.ts';
import { allCores } from '../node/threads/worker-pool.ts';

export interface TrainRunOptions {
  readonly backend: BackendOption;
  /** Threads; 0: one for each core. */
  readonly workers: number;
  /** Asks for an early end, at which all is saved. */
  readonly finish: AbortSignal;
  readonly onChoice?: (choice: BackendChoice, workers: number) => void;
  readonly onLoaded?: (done: number, total: number) => void;
  /** Told how much of the training is over, from 0 to 1. */
  readonly onEvent?: (events: Metrics, progress: number) => void;
  /** Loads the faces in place of `loadTraining`: a study keeps them from run to run, and chooses among them. */
  readonly load?: typeof loadTraining;
  /** Told of checkpoints that could not be read, and of what keeps a resumed run from the same bytes. */
  readonly onWarning?: (what: string) => void;
}

export interface TrainResult {
  readonly folder: string;
  readonly config: RunConfig;
  readonly progress: TrainProgress;
  readonly backend: BackendName;
  readonly workers: number;
  /** The last look's, by `A→B`. */
  readonly swapErrors: Readonly<Record<string, number>>;
}

/**
 * Begins a run: loads the faces of two people or more, proves each of them synthetic, and trains.
 * @param extractions folders that `janus extract` wrote, one a person. @param out the run's folder.
 * @throws InputError for what cannot be read or written, or a frame that Janus did not draw; JanusError if the training fails, as `train` says.
 */
export async function beginRun(
  extractions: readonly string[],
  out: string,
  chosen: Values<typeof settings.train>,
  replace: boolean,
  options: TrainRunOptions,
): Promise<TrainResult> {
  if (extractions.length < 2) {
    throw new InputError(
      'A swap takes two people or more.',
      'Give a folder of faces for each: janus train faces/mira-training faces/oskar-training',
    );
  }
  const clips = await Promise.all(extractions.map(openExtraction));
  const manifests = clips.map(({ manifest }) => manifest);
  refuseClips(manifests, extractions);
  const names = namesOf(
    manifests,
    extractions.map((path) => resolve(path)),
  );
  const config = {
    janus: versions().janus,
    settings: chosen,
    people: clips.map(({ manifest, digest }, i) => ({
      name: names[i],
      identity: manifest.identity,
      extraction: resolve(extractions[i]),
      seal: manifest.seal,
      alignments: digest,
    })),
  };
  await expectRoom(out, replace);
  return trainRun(resolve(out), config, clips, false, options);
}

/**
 * Goes on with a run from its last whole checkpoint.
 * @throws as {@link beginRun}; InputError if the run is over, or its clips are not those that it began with.
 */
export async function resumeRun(path: string, options: TrainRunOptions): Promise<TrainResult> {
  const config = await openRun(path);
  const clips = await Promise.all(config.people.map(({ extraction }) => openExtraction(extraction)));
  clips.forEach(({ manifest, folder, digest }, i) => {
    const { seal, alignments, extraction } = config.people[i];
    if (manifest.seal !== seal) {
      throw new InputError(
        `${folder} is another clip than the one that the run in ${path} began with.`,
        'Train anew: janus train.',
      );
    }
    if (digest !== alignments) {
      throw new InputError(
        `The faces in ${extraction} were extracted anew since the run in ${path} began: it would go on with others.`,
        'Extract them as they were then, or train anew: janus train.',
      );
    }
  });
  return trainRun(resolve(path), config, clips, true, options);
}

async function trainRun(
  folder: string,
  begun: Omit<RunConfig, 'compute'> & Partial<RunConfig>,
  clips: readonly ExtractedClip[],
  resume: boolean,
  {
    backend,
    workers: wanted,
    finish,
    load = loadTraining,
    onLoaded,
    onChoice,
    onEvent,
    onWarning,
  }: TrainRunOptions,
): Promise<TrainResult> {
  const choice = await chooseBackend(nodeBackends(), backend);
  const { preset } = begun.settings;
  const trainConfig = resolveConfig(presets[preset], begun.settings);
  // No more workers than a step has images. Other backends use all of the machine by themselves.
  const useful = Math.min(wanted || (begun.compute?.workers ?? allCores()), clips.length * trainConfig.batch);
  const workers = choice.name === 'wasm' ? usableWorkers(useful) : 1;
  onChoice?.(choice, workers);
  const compute = { backend: choice.name, workers };
  const config: RunConfig = { compute, ...begun };
  if (config.compute.backend !== choice.name || config.compute.workers !== workers) {
    onWarning?.(
      `The run began on ${computing(config.compute)}. On ${computing(compute)} its numbers round otherwise: it will not come to the same bytes.`,
    );
  }
  const checkpoint = resume ? await findCheckpoint(folder, preset) : undefined;
  for (const what of checkpoint?.damaged ?? []) onWarning?.(what);
  if (checkpoint && checkpoint.progress.fraction >= 1) {
    throw new InputError(
      `The run in ${folder} is over: it has taken its ${checkpoint.progress.step} steps.`,
      `Swap with it: janus convert ${asArgument(folder)} faces/<somebody>-driving. Or train anew, for longer: janus train --minutes.`,
    );
  }
  if (resume) {
    const step = checkpoint?.progress.step ?? -1;
    await rewindCheckpoints(folder, step);
    await rewindMetrics(folder, step);
  }
  const { people: datasets, validation: validation } = await load(clips, {
    workers: wanted || allCores(),
    signal: finish,
    onProgress: onLoaded,
  });
  if (!resume) await createRun(folder, config);
  for (const [i, faces] of datasets.entries()) {
    const average = Uint8Array.from(meanFace(faces), Math.round);
    await writeFileAtomic(meanFaceFile(folder, i), await encodePng(average, CROP_SIDE, CROP_SIDE));
  }
  const names = config.people.map(({ name }) => name);
  const log = await RunLog.open(folder, names, validation);
  const broken = new AbortController();
  let progress: TrainProgress;
  try {
    [progress] = await runGroup<TrainJob, TrainProgress>({
      worldSize: workers,
      start: () =>
        nodeWorker(startThread(new URL('../node/threads/train-worker', import.meta.url), undefined)),
      job: {
        backend: choice.name,
        run: folder,
        preset,
        config: trainConfig,
        datasets,
        validation,
        checkpoint: checkpoint?.folder,
      },
      signal: broken.signal,
      stop: finish,
      onMessage: (_, message) => {
        const events = message as TrainEvent;
        const metrics = log.write(events, (error) => {
          broken.abort(error);
        });
        if (metrics) onEvent?.(metrics, events.progress.fraction);
      },
    });
  } catch (error) {
    if (!(error instanceof JanusError && isDiskFull(error))) throw error;
    throw new JanusError(
      error.message,
      `Free some space, then go on: janus train --resume ${asArgument(folder)}`,
    );
  } finally {
    await log.close();
  }
  broken.signal.throwIfAborted();
  return { folder, config, progress, backend: choice.name, workers, swapErrors: log.swapErrors };
}

const computing = ({ backend, workers }: RunConfig['compute']): string =>
  `${backend} with ${workers} ${workers === 1 ? 'thread' : 'threads'}`;
