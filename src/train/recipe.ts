import type { Switches } from './augment/augment.ts';
import type { Preset } from './autoencoder.ts';
import type { End } from './clock.ts';
import type { LossName, Wish } from './names.ts';
import type { Schedule } from './schedule.ts';

/** How to train: a preset's ways, as far as the settings do not say otherwise. */
export interface Recipe {
  readonly loss: LossName;
  /** What a pixel outside the inner face counts, next to one inside. */
  readonly outside: number;
  /** What a pixel of eyes or mouth counts, next to another of the inner face. */
  readonly features: number;
  readonly augment: Switches;
  /** Images of each person in a step. */
  readonly batch: number;
  /** Adam's, at its highest. */
  readonly learningRate: number;
  readonly beta1: number;
  readonly schedule: Schedule;
  readonly seed: number;
  readonly end: End;
  /** Seconds from one save to the next, and from one look at the held-out faces to the next. */
  readonly saveEvery: number;
  readonly lookEvery: number;
}

/** What somebody wishes of a training: the settings of the table's `train`. Zero leaves a number to the preset, of `outside` −1. */
export interface Wishes {
  readonly minutes: number;
  /** Instead of minutes, unless it is 0. */
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly loss: LossName;
  readonly outside: number;
  readonly features: number;
  readonly warp: Wish;
  readonly flip: Wish;
  readonly placement: Wish;
  readonly colourJitter: Wish;
  readonly seed: number;
  readonly saveEvery: number;
  readonly lookEvery: number;
}

/** The recipe of a preset under these wishes. */
export function recipeOf(preset: Preset, chosen: Wishes): Recipe {
  const { loss, outside, features, seed, saveEvery, lookEvery, steps, minutes } = chosen;
  const switched = (name: keyof Switches) =>
    chosen[name] === 'preset' ? preset.augment[name] : chosen[name] === 'on';
  return {
    loss,
    outside: outside < 0 ? preset.outside : outside,
    features,
    augment: {
      warp: switched('warp'),
      flip: switched('flip'),
      placement: switched('placement'),
      colourJitter: switched('colourJitter'),
    },
    batch: chosen.batch || preset.batch,
    learningRate: chosen.learningRate || preset.learningRate,
    beta1: preset.beta1,
    schedule: preset.schedule,
    seed,
    end: steps > 0 ? { steps } : { seconds: 60 * minutes },
    saveEvery,
    lookEvery,
  };
}
