import * as tf from '@tensorflow/tfjs';
import type { Member } from '../engine/parallel/member.ts';
import { sharesOf } from '../engine/parallel/shares.ts';
import { drawFaces } from './draw-faces.ts';
import { trainable, type Parts, type Preset } from './autoencoder.ts';
import { Clock, Interval, type Reached } from './clock.ts';
import type { FaceSet } from './face-set.ts';
import { attempt, type Attempt, type HeldOut } from './held-out.ts';
import { losses } from './losses.ts';
import type { Recipe } from './recipe.ts';
import { refuseCollapse, refuseDivergence, refuseNonsense } from './refusals.ts';
import { rateAt } from './schedule.ts';
import { trainingStep, type Faces } from './training-step.ts';

/** A part of what an optimizer remembers, as it is saved; TensorFlow.js does not export the type. */
export type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/** All that a training needs to go on from where it is. */
export interface Snapshot {
  readonly reached: Reached;
  readonly parts: Parts;
  /** The state of the optimizer, Adam: as `getWeights` gives it; nothing at step 0. */
  readonly optimizer: readonly NamedTensor[];
}

/** What a training tells while it runs. */
export type News =
  | {
      readonly kind: 'step';
      readonly reached: Reached;
      /** Of each person. */
      readonly losses: readonly number[];
      readonly imagesPerSecond: number;
    }
  | { readonly kind: 'look'; readonly reached: Reached; readonly attempts: readonly Attempt[] }
  | { readonly kind: 'saved'; readonly reached: Reached };

export interface Training {
  readonly preset: Preset;
  readonly recipe: Recipe;
  readonly people: readonly FaceSet[];
  readonly heldOut: readonly HeldOut[];
  /** Where to go on from. The training changes its parts. */
  readonly from: Snapshot;
  /** Keeps a snapshot. It is called by the team's first member only, as is `tell`. */
  readonly save: (snapshot: Snapshot) => Promise<void>;
  readonly tell: (news: News) => void;
}

/** Seconds between steps' news; a worker listens then, too. */
const TELL_EVERY = 0.25;
/** Said instead of how much of the training is over. */
const STOP = 2;

/**
 * Trains, as one of a team whose members all call this with the same arguments, until the recipe's end, or until the coordinator
 * asks to finish. Either way the last step is saved.
 *
 * @returns how far it has come.
 * @throws JanusError if the loss is no number any more, or a decoder paints one picture whatever it is given; what was saved before
 * is still good. TeamEnded. What `save` throws.
 */
export async function train(member: Member, training: Training): Promise<Reached> {
  const { learningRate, beta1 } = training.recipe;
  const adam = tf.train.adam(learningRate, beta1, 0.999, 1e-7);
  // The losses go round among the members as the gradients do.
  const tally = tf.tidy(() => tf.variable(tf.zeros([training.people.length]), false));
  try {
    return await trainBy(adam, tally, member, training);
  } finally {
    adam.dispose();
    tally.dispose();
  }
}

async function trainBy(
  adam: tf.AdamOptimizer,
  tally: tf.Variable,
  member: Member,
  training: Training,
): Promise<Reached> {
  const { preset, recipe, people, heldOut, from, save, tell } = training;
  const first = member.rank === 0;
  const model = preset.assemble(from.parts);
  const painter = { model, flip: recipe.augment.flip };
  const variables = trainable(model);
  if (from.optimizer.length > 0) await adam.setWeights([...from.optimizer]);
  tf.dispose(from.optimizer.map(({ tensor }) => tensor)); // Adam has its own
  const exchange = await member.shareGradients([...variables, tally]);
  const shares = sharesOf(people.length, recipe.batch, member.rank, member.count);
  const clock = new Clock(from.reached, recipe.end);

  let saved = from.reached.step > 0;
  const keep = async (): Promise<void> => {
    await refuseNonsense(variables, saved);
    const optimizer = await adam.getWeights();
    await save({ reached: clock.reached, parts: model.parts, optimizer });
    saved = true;
    optimizer[0].tensor.dispose(); // the count of steps, which is made for the occasion
    tell({ kind: 'saved', reached: clock.reached });
  };
  let varied = false;
  const look = async (): Promise<void> => {
    const attempts: Attempt[] = [];
    for (const faces of heldOut) attempts.push(await attempt(painter, faces));
    // Before it is told: metrics hold numbers only.
    refuseDivergence(
      attempts.map(({ swapError }) => swapError),
      clock.reached.step - 1,
      saved,
      'swap errors',
    );
    tell({ kind: 'look', reached: clock.reached, attempts });
    varied = refuseCollapse(clock.reached, attempts, varied, saved);
  };

  const saves = new Interval(recipe.saveEvery);
  const looks = new Interval(recipe.lookEvery);
  const news = new Interval(TELL_EVERY);
  // A training that goes on looks, too: what it goes on from varied or not.
  if (first && clock.reached.progress < 1) await look();
  for (let going = clock.reached.progress < 1; going;) {
    const { step, progress } = clock.reached;
    const faces = shares.map((share) => drawFaces(people[share.identity], recipe, step, share));
    const { losses: errors, gradients } = trainingStep(model, variables, losses[recipe.loss], faces);
    tf.dispose(faces.map(({ inputs, targets, weights }) => [inputs, targets, weights]));
    gradients[tally.name] = await tallyOf(errors, faces, people.length);

    // Only the first member looks at the clock and hears wishes: all must end after the same step.
    clock.tick();
    const says = member.finishAsked ? STOP : clock.reached.progress;
    const { [tally.name]: sums, ...summed } = exchange.add(gradients, says);
    clock.follow(exchange.heard);
    going = exchange.heard < 1;

    Object.assign(adam, { learningRate: recipe.learningRate * rateAt(recipe.schedule, progress) });
    adam.applyGradients(variables.map(({ name }) => ({ name, tensor: summed[name] })));
    const values = [...(await sums.data<'float32'>())];
    tf.dispose([sums, ...Object.values(summed)]);
    if (!first) continue;

    refuseDivergence(values, step, saved);
    if (news.isOver() || !going) {
      const { reached, stepsPerSecond } = clock;
      tell({
        kind: 'step',
        reached,
        losses: values,
        imagesPerSecond: stepsPerSecond * recipe.batch * people.length,
      });
      await letGo();
    }
    // Nothing is saved unseen: a collapse must not take the place of what was good.
    const saving = saves.isOver() || !going;
    if (looks.isOver() || saving) await look();
    if (saving) await keep();
  }
  return clock.reached;
}

/** What this member knows of each person's loss: [people] */
async function tallyOf(
  errors: readonly tf.Scalar[],
  faces: readonly Faces[],
  people: number,
): Promise<tf.Tensor> {
  const values = new Float32Array(people);
  for (const [i, error] of errors.entries()) values[faces[i].person] += (await error.data())[0];
  tf.dispose([...errors]);
  return tf.tensor1d(values);
}

/** Gives messages from outside a moment to come in. */
const letGo = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
