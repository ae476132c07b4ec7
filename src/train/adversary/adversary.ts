import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../errors.ts';
import { fuse } from '../../nets/fused-network.ts';
import { variablesOf } from '../../nets/variables.ts';
import { DISCRIMINATOR, numberedNetworks, type Networks, type Painted } from '../autoencoder.ts';
import type { AdversaryName } from '../config/names.ts';
import type { Batch } from '../training-step.ts';
import { leastSquaresLoss, relativisticLoss, type PatchScores } from './adversarial-loss.ts';

/** What of a batch a discriminator sees. */
type Judged = Pick<Batch, 'person' | 'inputs' | 'targets' | 'seen'>;

/**
 * A discriminator for each person. It learns to tell the person's true faces from decoded ones; the
 * autoencoder learns to be mistaken for true. Each face is shown to it beside the encoder's input.
 */
export class Adversary {
  /** The weights of all discriminators. */
  readonly variables: readonly tf.Variable[];
  readonly kind: Exclude<AdversaryName, 'none'>;
  readonly #discriminators: readonly ((pair: tf.Tensor) => tf.Tensor)[];

  /** @param networks with a discriminator for each person. They stay the caller's. */
  constructor(kind: Exclude<AdversaryName, 'none'>, networks: Networks) {
    const discriminators = numberedNetworks(networks, DISCRIMINATOR);
    this.kind = kind;
    this.#discriminators = discriminators.map(fuse);
    this.variables = discriminators.flatMap(variablesOf);
  }

  /** The loss of what a decoder has painted: a scalar, 0 or more. To be called within `tf.tidy`. */
  generatorLoss(painted: Painted, batch: Judged): tf.Scalar {
    const ofDecoded = candidates(painted, batch).map((candidate) => this.#score(candidate, batch));
    if (this.kind === 'mixup') return tf.addN(ofDecoded.map((scores) => leastSquaresLoss(scores, 1)));
    const ofTrue = this.#score(batch.targets, batch);
    return tf.addN(ofDecoded.map((scores) => relativisticLoss(scores, ofTrue)));
  }

  /**
   * The loss of the person's discriminator, likewise. In a `mixup` it sees neither true nor decoded faces,
   * but mixtures of both, and should say how much of them is true (H. Zhang et al., "mixup: beyond empirical
   * risk minimization", ICLR 2018, section 3.5; so in faceswap-GAN).
   */
  discriminatorLoss(painted: Painted, batch: Batch): tf.Scalar {
    const { targets, share } = batch;
    const decoded = candidates(painted, batch);
    if (this.kind === 'mixup') {
      return tf.addN(
        decoded.map((candidate) => {
          const mixture = tf.add<tf.Tensor4D>(tf.mul(targets, share), tf.mul(candidate, 1 - share));
          return leastSquaresLoss(this.#score(mixture, batch), share);
        }),
      );
    }
    const ofTrue = this.#score(targets, batch);
    return tf.addN(decoded.map((candidate) => relativisticLoss(ofTrue, this.#score(candidate, batch))));
  }

  /**
   * The scores of the person's true faces, and of what was painted of them: means over the patches.
   * [2, batch]. To be called within `tf.tidy`.
   */
  scores(painted: Painted, batch: Judged): tf.Tensor2D {
    const [decoded] = candidates(painted, batch);
    return tf.stack(
      [batch.targets, decoded].map((faces) => tf.mean(this.#score(faces, batch), [1, 2, 3])),
    ) as tf.Tensor2D;
  }

  /** [batch, side, side, 3], values 0 to 1 → [batch, side / 8, side / 8, 1] */
  #score(faces: tf.Tensor4D, { inputs, person }: Judged): PatchScores {
    const pair = tf.sub(tf.mul(tf.concat([faces, inputs], 3), 2), 1); // [batch, side, side, 6]
    return this.#discriminators[person](pair) as PatchScores;
  }
}

/** @throws InputError unless there is a discriminator for each of so many people. */
export function expectDiscriminators(networks: Networks, people: number): void {
  const { length } = numberedNetworks(networks, DISCRIMINATOR);
  if (length === people) return;
  throw new InputError(
    `There are discriminators for ${length} people: expected them for ${people}.`,
    'Train with the adversary with which the networks were built.',
  );
}

/**
 * What of a painted face is judged: the colours, and before them, if the decoder paints α, the colours over
 * the encoder's input. Of the background, which the loss hardly trains, as much is judged as the loss sees:
 * elsewhere there are the target's own pixels, which tell nothing.
 * [batch, side, side, 3] each, values 0 to 1
 */
function candidates({ colours, alpha }: Painted, { inputs, targets, seen }: Judged): tf.Tensor4D[] {
  const pictures = alpha === undefined ? [colours] : [over(colours, inputs, alpha), colours];
  return pictures.map((picture) => over(picture, targets, seen));
}

/** A picture over another, by the α of each pixel: α · upper + (1 − α) · lower. */
const over = (upper: tf.Tensor4D, lower: tf.Tensor4D, alpha: tf.Tensor4D): tf.Tensor4D =>
  tf.add(lower, tf.mul(alpha, tf.sub(upper, lower)));
