import type { AugmentConfig } from '../augment/augment.ts';
import type { Preset } from '../autoencoder.ts';
import type { StopCriterion } from '../clock.ts';
import { InputError } from '../../errors.ts';
import type {
  AdversaryChoice,
  AdversaryName,
  LatentAlignment,
  LossName,
  PresetName,
  StagesChoice,
  StagesName,
  Start,
  Toggle,
  Update,
  UpdateChoice,
  WarpChoice,
  WarpName,
} from './names.ts';
import type { Schedule } from '../optimizer/schedule.ts';

/** The hyperparameters of one training step. */
export interface StepConfig {
  readonly loss: LossName;
  /** How much the structural dissimilarity of brightness counts beside the loss; 0 or more. */
  readonly dssimWeight: number;
  /** How much edges count beside it; 0 or more: see loss/edges.ts. */
  readonly edgeWeight: number;
  /** Whether discriminators judge what is decoded, and how. */
  readonly adversary: AdversaryName;
  /** How much it counts to be taken for true by them; 0 or more. */
  readonly adversarialWeight: number;
  readonly update: Update;
  /** Loss weight of a pixel outside the inner face, 0 to 1; one inside has 1. */
  readonly backgroundWeight: number;
  /** Loss weights of a pixel of the eyes and of the mouth, above 0; another of the inner face has 1. */
  readonly eyeWeight: number;
  readonly mouthWeight: number;
  readonly augment: AugmentConfig;
  /** Images of each person in a step, 1 to 1024. */
  readonly batch: number;
  /** Adam's, at its peak. */
  readonly learningRate: number;
  readonly beta1: number;
  /** The seed of the random choice of images and of their augmentation. */
  readonly seed: number;
}

/** What a training adds to the networks of its preset. */
export interface ExtraNetworks {
  readonly adversary: AdversaryName;
  /** Whether decoders paint α beside the colours. */
  readonly alpha: boolean;
  /** Whether encoder and decoders have layers of self-attention. */
  readonly attention: boolean;
}

/** The hyperparameters of a whole training, resolved from the preset and the user's options. */
export interface TrainConfig extends StepConfig, ExtraNetworks {
  readonly start: Start;
  readonly stages: StagesName;
  /** How latents are aligned in a validation. */
  readonly latents: LatentAlignment;
  readonly schedule: Schedule;
  /** Whether everybody's colours are shifted to the same mean: see colour-shift.ts. */
  readonly colourShift: boolean;
  readonly stop: StopCriterion;
  /** Seconds from one checkpoint to the next, and from one validation to the next. */
  readonly saveEvery: number;
  readonly validateEvery: number;
}

/**
 * Training options as set by the user: the settings of the table `train`. A 0 leaves a number to the preset;
 * so does a weight below 0, where 0 has a meaning.
 */
export interface TrainOptions {
  readonly preset: PresetName;
  readonly start: Start;
  readonly minutes: number;
  /** The number of steps, instead of the minutes; 0 to train for the minutes. */
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly loss: LossName;
  readonly dssimWeight: number;
  readonly edgeWeight: number;
  readonly adversary: AdversaryChoice;
  readonly adversarialWeight: number;
  readonly alpha: Toggle;
  readonly attention: Toggle;
  readonly stages: StagesChoice;
  readonly update: UpdateChoice;
  readonly backgroundWeight: number;
  readonly eyeWeight: number;
  readonly mouthWeight: number;
  readonly warp: WarpChoice;
  readonly flip: Toggle;
  readonly affine: Toggle;
  readonly colourJitter: Toggle;
  readonly colourMatch: Toggle;
  readonly motionBlur: Toggle;
  readonly colourShift: Toggle;
  readonly seed: number;
  readonly saveEvery: number;
  readonly validateEvery: number;
}

/**
 * The config of a training: the user's options, with the preset's values where these leave one to it.
 * @throws InputError for what the preset's networks cannot do.
 */
export function resolveConfig(preset: Preset, options: TrainOptions): TrainConfig {
  const { loss, dssimWeight, backgroundWeight, eyeWeight, mouthWeight, seed } = options;
  const { saveEvery, validateEvery, steps, minutes } = options;
  const start = preset.starts[options.start];
  if (start === undefined) throw new RangeError(`${options.preset} does not start from ${options.start}.`);
  const { augment, learningRate, latents } = start;
  const { gan } = preset;
  const isOn = (choice: Toggle, usual: boolean) => (choice === 'preset' ? usual : choice === 'on');
  const chosen = <Name extends string>(choice: Name | 'preset', usual: Name) =>
    choice === 'preset' ? usual : choice;
  const config = {
    loss,
    dssimWeight: dssimWeight < 0 ? start.dssimWeight : dssimWeight,
    edgeWeight: options.edgeWeight < 0 ? gan.edgeWeight : options.edgeWeight,
    adversary: chosen<AdversaryName>(options.adversary, gan.adversary),
    adversarialWeight: options.adversarialWeight < 0 ? gan.adversarialWeight : options.adversarialWeight,
    alpha: isOn(options.alpha, gan.alpha),
    attention: isOn(options.attention, gan.attention),
    stages: chosen<StagesName>(options.stages, gan.stages),
    update: chosen<Update>(options.update, preset.update),
    backgroundWeight: backgroundWeight < 0 ? preset.backgroundWeight : backgroundWeight,
    eyeWeight: eyeWeight || start.eyeWeight,
    mouthWeight: mouthWeight || start.mouthWeight,
    augment: {
      warp: chosen<WarpName>(options.warp, augment.warp),
      flip: isOn(options.flip, augment.flip),
      affine: isOn(options.affine, augment.affine),
      colourJitter: isOn(options.colourJitter, augment.colourJitter),
      colourMatch: isOn(options.colourMatch, augment.colourMatch),
      motionBlur: isOn(options.motionBlur, augment.motionBlur),
    },
    batch: options.batch || preset.batch,
    learningRate: options.learningRate || learningRate,
    beta1: preset.beta1,
    start: options.start,
    latents,
    schedule: preset.schedule,
    colourShift: isOn(options.colourShift, preset.colourShift),
    seed,
    stop: steps > 0 ? { steps } : { seconds: 60 * minutes },
    saveEvery,
    validateEvery,
  };
  expectPossible(options.preset, preset, config);
  return config;
}

/** @throws InputError for what the preset's networks cannot do. */
function expectPossible(name: PresetName, { gan }: Preset, { alpha, attention }: ExtraNetworks): void {
  const missing = [
    ...(alpha && !gan.canPaintAlpha ? ['paint α (alpha)'] : []),
    ...(attention && !gan.canAttend ? ['have self-attention (attention)'] : []),
  ];
  if (missing.length === 0) return;
  throw new InputError(
    `The networks of the preset ${name} cannot ${missing.join(' and ')}.`,
    'Leave that out, or take the preset lightweight.',
  );
}
