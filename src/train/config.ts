import type { AugmentConfig } from './augment/augment.ts';
import type { Preset } from './autoencoder.ts';
import type { StopCriterion } from './clock.ts';
import type { LossName, Toggle } from './names.ts';
import type { Schedule } from './schedule.ts';

/** How to train: a preset's ways, as far as the settings do not say otherwise. */
export interface TrainConfig {
  readonly loss: LossName;
  /** What a pixel outside the inner face counts, next to one inside. */
  readonly backgroundWeight: number;
  /** What a pixel of eyes or mouth counts, next to another of the inner face. */
  readonly eyeMouthWeight: number;
  readonly augment: AugmentConfig;
  /** Images of each person in a step. */
  readonly batch: number;
  /** Adam's, at its highest. */
  readonly learningRate: number;
  readonly beta1: number;
  readonly schedule: Schedule;
  readonly seed: number;
  readonly stop: StopCriterion;
  /** Seconds from one save to the next, and from one look at the held-out faces to the next. */
  readonly saveEvery: number;
  readonly validateEvery: number;
}

/** What somebody wishes of a training: the settings of the table's `train`. Zero leaves a number to the preset, of `outside` −1. */
export interface TrainOptions {
  readonly minutes: number;
  /** Instead of minutes, unless it is 0. */
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly loss: LossName;
  readonly backgroundWeight: number;
  readonly eyeMouthWeight: number;
  readonly warp: Toggle;
  readonly flip: Toggle;
  readonly affine: Toggle;
  readonly colourJitter: Toggle;
  readonly seed: number;
  readonly saveEvery: number;
  readonly validateEvery: number;
}

/** The recipe of a preset under these wishes. */
export function resolveConfig(preset: Preset, chosen: TrainOptions): TrainConfig {
  const { loss, backgroundWeight, eyeMouthWeight, seed, saveEvery, validateEvery, steps, minutes } = chosen;
  const switched = (name: keyof AugmentConfig) =>
    chosen[name] === 'preset' ? preset.augment[name] : chosen[name] === 'on';
  return {
    loss,
    backgroundWeight: backgroundWeight < 0 ? preset.backgroundWeight : backgroundWeight,
    eyeMouthWeight,
    augment: {
      warp: switched('warp'),
      flip: switched('flip'),
      affine: switched('affine'),
      colourJitter: switched('colourJitter'),
    },
    batch: chosen.batch || preset.batch,
    learningRate: chosen.learningRate || preset.learningRate,
    beta1: preset.beta1,
    schedule: preset.schedule,
    seed,
    stop: steps > 0 ? { steps } : { seconds: 60 * minutes },
    saveEvery,
    validateEvery,
  };
}
