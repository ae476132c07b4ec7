import { toBytes } from '../extract/to-bytes.ts';
import type { BackendChoice } from '../engine/backend/choose-backend.ts';
import type { BackendOption } from '../engine/backend/backend-name.ts';
import { asArgument, InputError } from '../errors.ts';
import type { NetworkFiles } from '../nets/network-files.ts';
import type { Values } from '../setting.ts';
import type { settings } from '../settings.ts';
import { resolveConfig, type TrainConfig } from '../train/config/config.ts';
import { meanFace } from '../train/dataset/face-dataset.ts';
import { presets } from '../train/models/index.ts';
import { withStart } from '../train/config/start.ts';
import { VERSION } from '../version.ts';
import { extractionDigest, type ExtractedClip } from './extract.ts';
import type { Host } from './host.ts';
import { readPretrained } from './networks/pretrained.ts';
import { findCheckpoint, readCheckpoint, rewindCheckpoints } from './run/checkpoint.ts';
import {
  expectNoRun,
  meanFaceDigest,
  readConfig,
  writeConfig,
  writeMeanFace,
  type RunConfig,
  type TrainSettings,
} from './run/config.ts';
import { rewindLogs } from './run/log.ts';
import type { Metrics } from './run/metrics.ts';
import type { Store } from './run/store.ts';
import { loadSplit, type Split } from './dataset/split.ts';
import type { PoolOptions } from './workers/pool.ts';
import { expectSameClips, expectTrainingClips, namesOf } from './dataset/training-clips.ts';
import { chooseCompute, describeCompute, type Compute } from './workers/compute.ts';
import type { TrainStart } from './workers/train-worker.ts';

/** What a training is told by whoever starts it. */
export interface TrainRunOptions {
  readonly backend: BackendOption;
  /** Threads; 0: one for each core, or fewer if there is no memory for so many. */
  readonly workers: number;
  /** Asks for an early end, at which all is saved. */
  readonly signal?: AbortSignal | undefined;
  readonly onBackend?: (choice: BackendChoice, workers: number) => void;
  /** Called with how many of the faces are loaded. */
  readonly onLoaded?: (done: number, total: number) => void;
  /** Called with each event of the training, and with how much of it is over, from 0 to 1. */
  readonly onMetrics?: (metrics: Metrics, fraction: number) => void;
  /**
   * Called with checkpoints that could not be read, with what keeps a resumed run from the same bytes, and if
   * there is memory for fewer threads than cores.
   */
  readonly onWarning?: (what: string) => void;
  /**
   * Loads and splits the faces in place of {@link loadSplit}: a study keeps them from run to run, and chooses
   * among them.
   */
  readonly load?: typeof loadSplit;
}

/** A training that is ready for its first step. */
export interface TrainingRun {
  readonly host: Host;
  readonly run: Store;
  readonly config: RunConfig;
  readonly compute: Compute;
  readonly split: Split;
  readonly start: TrainStart;
  readonly options: TrainRunOptions;
}

/**
 * What `beginRun` does before the first step. It computes on this thread's backend; the training itself,
 * `runTraining`, does not.
 */
export async function prepareRun(
  host: Host,
  run: Store,
  clips: readonly ExtractedClip[],
  open: Values<typeof settings.train>,
  options: TrainRunOptions,
  extractions: readonly string[] = [],
): Promise<TrainingRun> {
  const chosen = withStart(open);
  expectTrainingClips(clips);
  await expectNoRun(run);
  const compute = await chooseCompute(host, chosen.preset, clips.length, configOf(chosen), options);
  const split = await (options.load ?? loadSplit)(host, clips, poolOf(options));
  const names = namesOf(clips);
  const meanFaces = split.train.map((faces) => toBytes(meanFace(faces)));
  const config: RunConfig = {
    janus: VERSION,
    settings: chosen,
    compute,
    landmarks: clips[0].alignments.landmarks,
    people: clips.map((extracted, person) => ({
      name: names[person],
      identity: extracted.clip.plan.identity,
      seal: extracted.clip.plan.seal,
      alignments: extractionDigest(extracted),
      meanFace: meanFaceDigest(meanFaces[person]),
      ...(extractions.length > 0 && { extraction: extractions[person] }),
    })),
  };
  // Before anything is written: a network that cannot be read leaves no run.
  const start = await newStart(host, config);
  // The config comes last: what has one can be resumed.
  for (const [person, face] of meanFaces.entries()) await writeMeanFace(run, person, face);
  await writeConfig(run, config);
  return { host, run, config, compute, split, start, options };
}

/** What `resumeRun` does before the first step: see {@link prepareRun}. */
export async function prepareResume(
  host: Host,
  run: Store,
  clips: readonly ExtractedClip[],
  options: TrainRunOptions,
): Promise<TrainingRun> {
  const config = await readConfig(run);
  expectSameClips(run, config, clips);
  const compute = await chooseCompute(host, config.settings.preset, clips.length, configOf(config.settings), {
    ...options,
    usual: config.compute.workers,
  });
  if (describeCompute(compute) !== describeCompute(config.compute)) {
    options.onWarning?.(
      `The run began on ${describeCompute(config.compute)}. On ${describeCompute(compute)} its numbers round otherwise: it will not come to the same bytes.`,
    );
  }
  const checkpoint = await findCheckpoint(run, config.settings.preset);
  for (const what of checkpoint?.damaged ?? []) options.onWarning?.(what);
  if (checkpoint && checkpoint.progress.fraction >= 1) {
    throw new InputError(
      `The run in ${run.locate('')} is over: it has taken its ${checkpoint.progress.step} steps.`,
      `Swap with it: janus convert ${asArgument(run.locate(''))} faces/<somebody>-driving. Or train anew, for longer: janus train --minutes.`,
    );
  }
  const split = await (options.load ?? loadSplit)(host, clips, poolOf(options));
  const start: TrainStart = checkpoint
    ? {
        kind: 'checkpoint',
        files: await readCheckpoint(run, checkpoint.folder),
        name: run.locate(checkpoint.folder),
      }
    : await newStart(host, config);
  // Only now, when nothing can fail or be stopped before the training begins.
  const step = checkpoint?.progress.step ?? -1;
  await rewindCheckpoints(run, step);
  await rewindLogs(run, step);
  return { host, run, config, compute, split, start, options };
}

/** The hyperparameters of a training, of its settings. */
export const configOf = (chosen: TrainSettings): TrainConfig => resolveConfig(presets[chosen.preset], chosen);

const poolOf = ({ workers, signal, onLoaded }: TrainRunOptions): PoolOptions => ({
  workers: workers || undefined,
  signal,
  onProgress: onLoaded,
});

async function newStart(host: Host, { settings: { preset, start } }: RunConfig): Promise<TrainStart> {
  const pretrained: Record<string, NetworkFiles> = {};
  for (const name of presets[preset].starts[start]!.pretrained) {
    pretrained[name] = await readPretrained(host, name);
  }
  return { kind: 'new', pretrained };
}
