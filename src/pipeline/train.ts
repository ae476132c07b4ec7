import { newSealKey } from '../clips/sealed-pixels.ts';
import { runGroup } from '../engine/parallel/worker-group.ts';
import type { TrainProgress } from '../train/clock.ts';
import { meanFace } from '../train/dataset/face-dataset.ts';
import { configOf, prepareResume, prepareRun, type TrainingRun } from './prepare-training.ts';
import { saveCheckpoint } from './run/checkpoint.ts';
import type { RunConfig } from './run/config.ts';
import { RunLog } from './run/log.ts';
import type { Metrics } from './run/metrics.ts';
import type { Compute } from './workers/compute.ts';
import { sealFaces, sealValidation } from './workers/sealed-faces.ts';
import type { TrainJob, TrainMessage } from './workers/train-worker.ts';

/** The result of a training. */
export interface TrainResult {
  readonly config: RunConfig;
  /** What it was trained on, this time. */
  readonly compute: Compute;
  readonly progress: TrainProgress;
  /** The last validation. */
  readonly validation: Metrics | undefined;
}

/**
 * Begins a run: loads the faces of two people or more, proves each of them synthetic, and trains. Stopped by
 * the signal, it saves first.
 * @param run a store without a run. @param extractions where the host finds each clip again, kept in the run's
 * config.
 * @throws InputError for clips that will not do, a frame that Janus did not draw, or a store that holds a run;
 * JanusError if the training fails, as `fit` says.
 */
export async function beginRun(...start: Parameters<typeof prepareRun>): Promise<TrainResult> {
  return runTraining(await prepareRun(...start));
}

/**
 * Resumes a run from its last whole checkpoint.
 * @param clips those that it began with.
 * @throws as {@link beginRun}; InputError if the run is over, or its clips are not those that it began with.
 */
export async function resumeRun(...start: Parameters<typeof prepareResume>): Promise<TrainResult> {
  return runTraining(await prepareResume(...start));
}

/**
 * Trains in a group of workers, and keeps what they report.
 * @throws JanusError if the training fails, as `fit` says.
 */
export async function runTraining({
  host,
  run,
  config,
  compute,
  split,
  start,
  options,
}: TrainingRun): Promise<TrainResult> {
  const { preset } = config.settings;
  const log = new RunLog(
    host,
    run,
    config.people.map(({ name }) => name),
    split.validation,
    split.train.map(meanFace),
  );
  const key = newSealKey();
  const group = runGroup<TrainJob, TrainProgress>({
    worldSize: compute.workers,
    start: () => host.startTrainer(),
    job: {
      backend: compute.backend,
      preset,
      config: configOf(config.settings),
      datasets: split.train.map((faces) => sealFaces(faces, key)),
      validation: split.validation.map((set) => sealValidation(set, key)),
      key,
      start,
    },
    stop: options.signal,
    onMessage: async (_, received) => {
      const message = received as TrainMessage;
      if (message.kind === 'checkpoint') {
        // What was reported up to here is written first: a run that goes on from here has all of it.
        await log.flush();
        await saveCheckpoint(run, preset, message.files);
      } else if (message.event.kind !== 'checkpoint') {
        const metrics = log.write(message.event);
        options.onMetrics?.(metrics, message.event.progress.fraction);
      }
    },
  });
  // However it ends, nothing is written to the store any more when this returns.
  const [progress] = await group.finally(() => log.flush());
  return { config, compute, progress, validation: log.validation };
}
