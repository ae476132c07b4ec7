import { InputError } from '../errors.ts';
import type { StagesName } from './config/names.ts';
import type { AlphaRule } from './loss/alpha-loss.ts';

/** A part of a training, with what differs from the part before it. */
export interface Stage {
  /** The fraction of the training that is over when it begins, 0 to 1. */
  readonly from: number;
  /** What is asked of α. */
  readonly alpha: AlphaRule;
  /** A factor of the learning rate. */
  readonly rate: number;
  /** Whether people exchange their decoders as it begins. */
  readonly exchange?: true;
}

const small: AlphaRule = { kind: 'small' };
const atLeast = (value: number): AlphaRule => ({ kind: 'at-least', value });

/**
 * The schedule of faceswap-GAN v2.2 in fractions of its 40,000 steps, without its perceptual loss, which it
 * switches on at 20 %.
 */
const faceswapGan: readonly Stage[] = [
  { from: 0, alpha: small, rate: 1 },
  { from: 0.3, alpha: atLeast(0.5), rate: 1 },
  { from: 0.4, alpha: atLeast(0.2), rate: 1 },
  { from: 0.5, alpha: atLeast(0.4), rate: 1 },
  { from: 2 / 3, alpha: small, rate: 0.3 },
  { from: 0.8, alpha: atLeast(0.1), rate: 0.3, exchange: true },
  { from: 0.9, alpha: small, rate: 0.1 },
];

/**
 * The stages of a training by name. As each one begins, Adam begins anew: faceswap-GAN makes new optimizers
 * whenever it changes the losses.
 */
export const stagesOf: Readonly<Record<StagesName, readonly Stage[]>> = {
  one: [{ from: 0, alpha: atLeast(0.4), rate: 1 }],
  'faceswap-gan': faceswapGan,
  'without-exchange': faceswapGan.map(({ exchange: _, ...stage }) => stage),
};

/** The number of a step's stage. @param fraction of the training that is over before the step, 0 to 1. */
export const stageAt = (stages: readonly Stage[], fraction: number): number =>
  stages.findLastIndex(({ from }) => from <= fraction);

/** @throws InputError if a training has no stage of this number. */
export function expectStage(name: StagesName, stage: number): void {
  const { length } = stagesOf[name];
  if (stage < length) return;
  throw new InputError(
    `The checkpoint has come to stage ${stage + 1}, but the stages ${name} are ${length} in number.`,
    'Resume with the settings that the training began with.',
  );
}
