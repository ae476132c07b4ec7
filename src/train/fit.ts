import * as tf from '@tensorflow/tfjs';
import type { GroupMember } from '../engine/parallel/group-member.ts';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import { splitBatch } from '../engine/parallel/batch-slices.ts';
import { sampleBatch } from './sample-batch.ts';
import { trainable, type Autoencoder, type Networks, type Preset } from './autoencoder.ts';
import { Clock, Interval, type TrainProgress } from './clock.ts';
import type { FaceDataset } from './face-dataset.ts';
import { validate, type ValidationResult, type ValidationSet } from './validate.ts';
import { losses } from './losses.ts';
import type { TrainConfig } from './config.ts';
import { detectCollapse, assertFiniteLoss, assertFiniteWeights } from './checks.ts';
import { lrFactor } from './schedule.ts';
import { ShardedAdam, type NamedTensor } from './sharded-adam.ts';
import { trainingStep, type Batch } from './training-step.ts';

/** All that a training needs to go on from where it is. */
export interface Checkpoint {
  readonly progress: TrainProgress;
  readonly networks: Networks;
  /** The state of the optimizer: see {@link ShardedAdam.state}; nothing at step 0. */
  readonly optimizer: readonly NamedTensor[];
}

/** What a training tells while it runs. */
export type TrainEvent =
  | {
      readonly kind: 'step';
      readonly progress: TrainProgress;
      /** Of each person. */
      readonly losses: readonly number[];
      readonly imagesPerSecond: number;
    }
  | {
      readonly kind: 'validation';
      readonly progress: TrainProgress;
      readonly results: readonly ValidationResult[];
    }
  | { readonly kind: 'saved'; readonly progress: TrainProgress };

export interface FitOptions {
  readonly preset: Preset;
  readonly config: TrainConfig;
  readonly datasets: readonly FaceDataset[];
  readonly validation: readonly ValidationSet[];
  /** Where to go on from. The training changes its parts. */
  readonly from: Checkpoint;
  /** Keeps a snapshot. It is called by the team's first member only, as is `tell`. */
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
  readonly onEvent: (events: TrainEvent) => void;
}

/** Seconds between steps' news; a worker listens then, too. */
const REPORT_EVERY = 0.25;
/** Said instead of how much of the training is over. */
const STOP = 2;
/** Numbers that members tell each other beside each person's loss: how much is over, and whether to save. */
const SCALARS_BESIDE_LOSSES = 2;

/**
 * Trains, as one of a team whose members all call this with the same arguments, until the recipe's end, or until the coordinator
 * asks to finish. Either way the last step is saved.
 *
 * @returns how far it has come.
 * @throws JanusError if the loss is no number any more, or a decoder paints one picture whatever it is given; what was saved before
 * is still good. TeamEnded. What `save` throws.
 */
export async function fit(member: GroupMember, training: FitOptions): Promise<TrainProgress> {
  const { preset, config, datasets, from } = training;
  const model = preset.connect(from.networks);
  const weights = await member.shareWeights(trainable(model), SCALARS_BESIDE_LOSSES + datasets.length);
  const adam = new ShardedAdam(weights, config.beta1);
  try {
    if (from.optimizer.length > 0) await adam.restore(from.optimizer);
    tf.dispose(from.optimizer.map(({ tensor }) => tensor));
    return await fitWith(adam, model, member, training);
  } finally {
    adam.dispose();
  }
}

async function fitWith(
  adam: ShardedAdam,
  model: Autoencoder,
  member: GroupMember,
  { config, datasets, validation, from, save, onEvent }: FitOptions,
): Promise<TrainProgress> {
  const first = member.rank === 0;
  const trained = { model, flip: config.augment.flip };
  const variables = trainable(model);
  const shares = splitBatch(datasets.length, config.batch, member.rank, member.worldSize);
  const clock = new Clock(from.progress, config.stop);

  let saved = from.progress.step > 0;
  const keep = async (): Promise<void> => {
    await assertFiniteWeights(variables, saved);
    const optimizer = await adam.state();
    try {
      await save({ progress: clock.progress, networks: model.networks, optimizer });
    } finally {
      tf.dispose(optimizer.map(({ tensor }) => tensor));
    }
    saved = true;
    onEvent({ kind: 'saved', progress: clock.progress });
  };
  let varied = false;
  const look = async (): Promise<void> => {
    const results: ValidationResult[] = [];
    for (const faces of validation) results.push(await validate(trained, faces));
    // Before it is told: metrics hold numbers only.
    assertFiniteLoss(
      results.map(({ swapError }) => swapError),
      clock.progress.step - 1,
      saved,
      'swap errors',
    );
    onEvent({ kind: 'validation', progress: clock.progress, results });
    varied = detectCollapse(clock.progress, results, varied, saved);
  };

  const saves = new Interval(config.saveEvery);
  const looks = new Interval(config.validateEvery);
  const events = new Interval(REPORT_EVERY);
  // A training that goes on looks, too: what it goes on from varied or not.
  if (first && clock.progress.fraction < 1) await look();
  for (let going = clock.progress.fraction < 1; going;) {
    const { step, fraction } = clock.progress;
    const faces = shares.map((share) => sampleBatch(datasets[share.person], config, step, share));
    const { losses: errors, gradients } = trainingStep(model, variables, losses[config.loss], faces);
    tf.dispose(faces.map(({ inputs, targets, weights }) => [inputs, targets, weights]));

    const own = await lossesOf(errors, faces, datasets.length);
    clock.tick();
    const heard = adam.step(config.learningRate * lrFactor(config.schedule, fraction), gradients, [
      member.stopRequested ? STOP : clock.progress.fraction,
      Number(saves.isOver()),
      ...own,
    ]);
    // The first member's word on the clock and on wishes counts: all must end, and save, after the same step.
    const [over, saveNow] = heard[0];
    clock.follow(over);
    going = over < 1;
    const saving = saveNow === 1 || !going;
    if (!first) {
      if (saving) await adam.state(); // for the first member to save
      continue;
    }

    const values = datasets.map((_, person) =>
      heard.reduce((sum, said) => sum + said[SCALARS_BESIDE_LOSSES + person], 0),
    );
    assertFiniteLoss(values, step, saved);
    if (events.isOver() || !going) {
      const { progress, stepsPerSecond } = clock;
      onEvent({
        kind: 'step',
        progress,
        losses: values,
        imagesPerSecond: stepsPerSecond * config.batch * datasets.length,
      });
      await yieldToEventLoop();
    }
    // Nothing is saved unseen: a collapse must not take the place of what was good.
    if (looks.isOver() || saving) await look();
    if (saving) await keep();
  }
  return clock.progress;
}

/** What this member knows of each person's loss. */
async function lossesOf(
  errors: readonly tf.Scalar[],
  faces: readonly Batch[],
  datasets: number,
): Promise<number[]> {
  const values = Array<number>(datasets).fill(0);
  for (const [i, error] of errors.entries()) values[faces[i].person] += (await error.data())[0];
  tf.dispose([...errors]);
  return values;
}
