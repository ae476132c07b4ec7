import * as tf from '@tensorflow/tfjs';
import type { Member } from '../engine/parallel/member.ts';
import { sharesOf } from '../engine/parallel/shares.ts';
import { drawFaces } from './draw-faces.ts';
import { trainable, type Autoencoder, type Parts, type Preset } from './autoencoder.ts';
import { Clock, Interval, type Reached } from './clock.ts';
import type { FaceSet } from './face-set.ts';
import { attempt, type Attempt, type HeldOut } from './held-out.ts';
import { losses } from './losses.ts';
import type { Recipe } from './recipe.ts';
import { refuseCollapse, refuseDivergence, refuseNonsense } from './refusals.ts';
import { rateAt } from './schedule.ts';
import { TeamAdam, type NamedTensor } from './team-adam.ts';
import { trainingStep, type Faces } from './training-step.ts';

/** All that a training needs to go on from where it is. */
export interface Snapshot {
  readonly reached: Reached;
  readonly parts: Parts;
  /** The state of the optimizer: see {@link TeamAdam.state}; nothing at step 0. */
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
/** Numbers that members tell each other beside each person's loss: how much is over, and whether to save. */
const SAID_BESIDE_LOSSES = 2;

/**
 * Trains, as one of a team whose members all call this with the same arguments, until the recipe's end, or until the coordinator
 * asks to finish. Either way the last step is saved.
 *
 * @returns how far it has come.
 * @throws JanusError if the loss is no number any more, or a decoder paints one picture whatever it is given; what was saved before
 * is still good. TeamEnded. What `save` throws.
 */
export async function train(member: Member, training: Training): Promise<Reached> {
  const { preset, recipe, people, from } = training;
  const model = preset.assemble(from.parts);
  const weights = await member.shareWeights(trainable(model), SAID_BESIDE_LOSSES + people.length);
  const adam = new TeamAdam(weights, recipe.beta1);
  try {
    if (from.optimizer.length > 0) await adam.restore(from.optimizer);
    tf.dispose(from.optimizer.map(({ tensor }) => tensor));
    return await trainBy(adam, model, member, training);
  } finally {
    adam.dispose();
  }
}

async function trainBy(
  adam: TeamAdam,
  model: Autoencoder,
  member: Member,
  { recipe, people, heldOut, from, save, tell }: Training,
): Promise<Reached> {
  const first = member.rank === 0;
  const painter = { model, flip: recipe.augment.flip };
  const variables = trainable(model);
  const shares = sharesOf(people.length, recipe.batch, member.rank, member.count);
  const clock = new Clock(from.reached, recipe.end);

  let saved = from.reached.step > 0;
  const keep = async (): Promise<void> => {
    await refuseNonsense(variables, saved);
    const optimizer = await adam.state();
    try {
      await save({ reached: clock.reached, parts: model.parts, optimizer });
    } finally {
      tf.dispose(optimizer.map(({ tensor }) => tensor));
    }
    saved = true;
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

    const own = await lossesOf(errors, faces, people.length);
    clock.tick();
    const heard = adam.step(recipe.learningRate * rateAt(recipe.schedule, progress), gradients, [
      member.finishAsked ? STOP : clock.reached.progress,
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

    const values = people.map((_, person) =>
      heard.reduce((sum, said) => sum + said[SAID_BESIDE_LOSSES + person], 0),
    );
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
    if (looks.isOver() || saving) await look();
    if (saving) await keep();
  }
  return clock.reached;
}

/** What this member knows of each person's loss. */
async function lossesOf(
  errors: readonly tf.Scalar[],
  faces: readonly Faces[],
  people: number,
): Promise<number[]> {
  const values = Array<number>(people).fill(0);
  for (const [i, error] of errors.entries()) values[faces[i].person] += (await error.data())[0];
  tf.dispose([...errors]);
  return values;
}

/** Gives messages from outside a moment to come in. */
const letGo = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
