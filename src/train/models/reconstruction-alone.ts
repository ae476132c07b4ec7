import { buildDiscriminator } from '../adversary/discriminator.ts';
import type { GanPreset } from '../autoencoder.ts';

/** How much it counts to be taken for true, if an adversary is asked for. */
const ADVERSARIAL_WEIGHT = 0.01;

/** An autoencoder that only reconstructs, unless settings add an adversary. */
export const RECONSTRUCTION_ALONE: GanPreset = {
  edgeWeight: 0,
  adversary: 'none',
  adversarialWeight: ADVERSARIAL_WEIGHT,
  alpha: false,
  attention: false,
  stages: 'one',
  canPaintAlpha: false,
  canAttend: false,
  buildDiscriminator: (seed) => buildDiscriminator(seed),
};
