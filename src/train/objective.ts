import * as tf from '@tensorflow/tfjs';
import type { Adversary } from './adversary/adversary.ts';
import type { Painted } from './autoencoder.ts';
import type { StepConfig } from './config/config.ts';
import type { TermName } from './config/names.ts';
import { alphaLoss, type AlphaRule } from './loss/alpha-loss.ts';
import { edgeLoss } from './loss/edges.ts';
import { lossOf } from './loss/losses.ts';
import type { Batch } from './training-step.ts';

/** Terms of a loss: scalars, each times its weight. */
export type Terms = Readonly<Partial<Record<TermName, tf.Scalar>>>;

/** The terms of the loss of what a decoder has painted: what the autoencoder makes smaller. */
export type Objective = (painted: Painted, batch: Batch) => Terms;

/** What a training's loss depends on beside the faces. */
export interface ObjectiveOptions {
  readonly config: StepConfig;
  readonly adversary: Adversary | undefined;
  /** What is asked of α, of decoders that paint it. */
  readonly alphaRule: AlphaRule;
}

/** The loss of a training, term by term. Terms of weight 0 are left out. */
export const objectiveOf = ({ config, adversary, alphaRule }: ObjectiveOptions): Objective => {
  const reconstructionLoss = lossOf(config);
  const { edgeWeight, adversarialWeight } = config;
  return (painted, batch) => {
    const { colours, alpha } = painted; // [batch, side, side, 3] and [batch, side, side, 1]
    const { targets, weights } = batch;
    return {
      reconstruction: reconstructionLoss(colours, targets, weights),
      ...(edgeWeight > 0 && { edges: tf.mul(edgeLoss(colours, targets, weights), edgeWeight) }),
      ...(adversary &&
        adversarialWeight > 0 && {
          adversarial: tf.mul(adversary.generatorLoss(painted, batch), adversarialWeight),
        }),
      ...(alpha && { alpha: alphaLoss(alpha, alphaRule) }),
    };
  };
};
