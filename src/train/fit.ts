import * as tf from '@tensorflow/tfjs';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import type { GroupMember } from '../engine/parallel/group-member.ts';
import { discriminatorAccuracy } from './adversary/discriminator-accuracy.ts';
import { trainable, trainsEncoder, type Networks, type Preset } from './autoencoder.ts';
import { assertFiniteLoss, assertFiniteWeights, detectCollapse } from './checks.ts';
import { Clock, Interval, type TrainProgress } from './clock.ts';
import type { TrainConfig } from './config/config.ts';
import type { FaceDataset } from './dataset/face-dataset.ts';
import { alignerOf } from './latents/align-latents.ts';
import { collectStatistics } from './latents/collect-latents.ts';
import type { LatentStatistics } from './latents/latent-statistics.ts';
import { lrFactor } from './optimizer/schedule.ts';
import type { NamedTensor } from './optimizer/sharded-adam.ts';
import type { MeanLoss } from './running-losses.ts';
import { expectStage, stageAt, stagesOf } from './stages.ts';
import { Trainer } from './trainer.ts';
import { validate, type ValidationResult, type ValidationSet } from './validate.ts';

/** A checkpoint: everything that a training needs to be resumed. */
export interface Checkpoint {
  readonly progress: TrainProgress;
  /** The number of the stage that has begun: see stages.ts. */
  readonly stage: number;
  readonly networks: Networks;
  /** The state of the optimizer: see `ShardedAdam.state`; nothing at step 0. */
  readonly optimizer: readonly NamedTensor[];
  /** Of each person, as `collectStatistics` gives them. */
  readonly latents: readonly LatentStatistics[];
}

/** What happens in a training, for logs and displays. */
export type TrainEvent =
  | {
      /** A report of the steps since the last one. */
      readonly kind: 'step';
      readonly progress: TrainProgress;
      /** The mean loss of each person over these steps, by their numbers. */
      readonly losses: readonly MeanLoss[];
      /**
       * Images that were trained on per second, on average since this process began to train; validations and
       * checkpoints count as time.
       */
      readonly imagesPerSecond: number;
    }
  | {
      readonly kind: 'validation';
      readonly progress: TrainProgress;
      readonly results: readonly ValidationResult[];
    }
  | { readonly kind: 'checkpoint'; readonly progress: TrainProgress };

export interface FitOptions {
  readonly preset: Preset;
  readonly config: TrainConfig;
  /** The training faces of each person. */
  readonly datasets: readonly FaceDataset[];
  readonly validation: readonly ValidationSet[];
  /** Where to start. The training changes the networks' weights, and disposes of the optimizer's state. */
  readonly from: Checkpoint;
  /** Stores a checkpoint; training waits for it. It is called on rank 0 only, as is `onEvent`. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
  readonly onEvent: (event: TrainEvent) => void;
}

/** Seconds from one report to the next; requests to stop are noticed then, too. */
const REPORT_EVERY = 0.25;
/**
 * Faces of each person whose latents are sampled on the way, mirror images included. The last statistics are of
 * all faces, but to encode them every few seconds would take too long.
 */
const SAMPLED_FACES = 256;

/**
 * A whole training. Every worker of a group calls this with the same arguments. It ends at the config's stop
 * criterion, or earlier if the coordinator asks for that. Either way a checkpoint of the last step is saved.
 *
 * @returns how far it has come.
 * @throws InputError as `Trainer.create`, or if the training has no stage of the checkpoint's number;
 * JanusError if a loss or a weight is not finite, or a decoder has collapsed; the last checkpoint is then
 * still good. GroupEnded. What `save` throws.
 */
export async function fit(member: GroupMember, options: FitOptions): Promise<TrainProgress> {
  const { preset, config, datasets, validation, from, save, onEvent } = options;
  const isRoot = member.rank === 0;
  const model = preset.connect(from.networks);
  const trainer = await trainerOf(member, options, model);
  const clock = new Clock(from.progress, config.stop);
  const reports = new Interval(REPORT_EVERY);
  const validations = new Interval(config.validateEvery);
  const checkpoints = new Interval(config.saveEvery);
  let hasCheckpoint = from.progress.step > 0;
  let wasDiverse = false;
  let latents = from.latents;
  const stages = stagesOf[config.stages];
  let stage = from.stage;

  const isEncoderTrained = trainsEncoder(model);
  const { adversary } = trainer;

  const runValidation = async (isLast: boolean): Promise<void> => {
    if (isLast || isEncoderTrained || latents.length === 0) {
      latents = await collectStatistics(
        model,
        datasets,
        config.augment.flip,
        isLast ? Infinity : SAMPLED_FACES,
      );
    }
    const aligner = alignerOf(config.latents, latents);
    const results: ValidationResult[] = [];
    for (const set of validation) {
      const result = await validate({ model, flip: config.augment.flip, aligner }, set);
      results.push({
        ...result,
        ...(adversary && {
          discriminatorAccuracy: await discriminatorAccuracy(adversary, model, set.faces, set.source, config),
        }),
      });
    }
    const errors = results.map(({ swapError }) => swapError);
    assertFiniteLoss(errors, clock.progress.step, hasCheckpoint, 'swap errors');
    onEvent({ kind: 'validation', progress: clock.progress, results });
    wasDiverse = detectCollapse(clock.progress, results, wasDiverse, hasCheckpoint);
  };

  const saveCheckpoint = async (): Promise<void> => {
    const weights = [...trainable(model), ...(adversary?.variables ?? [])];
    if (isRoot) await assertFiniteWeights(weights, hasCheckpoint);
    const optimizer = await trainer.optimizerState();
    try {
      const { progress } = clock;
      if (isRoot) await save({ progress, stage, networks: model.networks, optimizer, latents });
    } finally {
      tf.dispose(optimizer.map(({ tensor }) => tensor));
    }
    hasCheckpoint = true;
    if (isRoot) onEvent({ kind: 'checkpoint', progress: clock.progress });
  };

  try {
    // Also when resuming: whether the decoders' outputs are diverse must be known before the first step.
    if (isRoot) await runValidation(clock.isOver);
    // Untrained networks are saved too.
    if (clock.isOver) await saveCheckpoint();

    for (let running = !clock.isOver; running;) {
      const next = stageAt(stages, clock.nextStep.start);
      // A training limited by time may pass over a stage.
      while (stage < next) trainer.beginStage(stages[++stage]);
      const { rate, alpha: alphaRule } = stages[stage];
      const learningRate = config.learningRate * rate * lrFactor(config.schedule, clock.nextStep);
      // Sample a batch, forward pass, losses, backward pass, Adam. The losses stay on the device.
      trainer.step({ learningRate, alphaRule });
      clock.tick();

      // Rank 0 decides whatever depends on a clock or on the user, so that all workers do the same after the
      // same step.
      const [decision] = member.allGatherScalars({
        fraction: clock.progress.fraction,
        stop: member.stopRequested,
        report: reports.isDue(),
        validate: validations.isDue(),
        save: checkpoints.isDue(),
      });
      clock.synchronize(decision.fraction);
      running = !clock.isOver && !decision.stop;
      const saveNow = decision.save || !running;
      const validateNow = decision.validate || saveNow; // no model is saved without validation
      const reportNow = decision.report || validateNow;

      if (reportNow) {
        const losses = await trainer.meanLosses();
        assertFiniteLoss(
          losses.flatMap(({ terms }) => Object.values(terms)),
          clock.progress.step,
          hasCheckpoint,
        );
        if (isRoot) {
          const imagesPerSecond = clock.stepsPerSecond * config.batch * datasets.length;
          onEvent({ kind: 'step', progress: clock.progress, losses, imagesPerSecond });
          await yieldToEventLoop();
        }
      }

      if (validateNow) validations.restart();
      if (validateNow && isRoot) await runValidation(!running);

      if (saveNow) await saveCheckpoint();
    }
    return clock.progress;
  } finally {
    trainer.dispose();
  }
}

async function trainerOf(
  member: GroupMember,
  { config, datasets, from }: FitOptions,
  model: Trainer['model'],
): Promise<Trainer> {
  try {
    const { progress, stage, optimizer } = from;
    expectStage(config.stages, stage);
    return await Trainer.create({
      model,
      config,
      datasets,
      member,
      from: { step: progress.step, optimizer },
    });
  } finally {
    tf.dispose(from.optimizer.map(({ tensor }) => tensor));
  }
}
