import type { Checkpoint } from '../../../src/train/fit.ts';
import type { Networks } from '../../../src/train/autoencoder.ts';
import type { TrainConfig } from '../../../src/train/config/config.ts';
import { tinyConfig, tinyPreset } from '../tiny.ts';

/** Networks of the tiny preset that paint α and have self-attention, and a discriminator for each person. */
export const ganNetworks = (people = 2): Networks => ({
  ...tinyPreset.build({
    ...{ people, seed: 5, faces: [], start: 'nothing', flip: false, pretrained: {} },
    ...{ alpha: true, attention: true },
  }),
  ...Object.fromEntries(
    Array.from({ length: people }, (_, person) => [
      `discriminator-${person}`,
      tinyPreset.gan.buildDiscriminator(20 + person),
    ]),
  ),
});

/** A training that has every term of the loss, and all stages. */
export const ganConfig: TrainConfig = {
  ...tinyConfig,
  edgeWeight: 0.5,
  adversary: 'mixup',
  adversarialWeight: 0.1,
  alpha: true,
  attention: true,
  stages: 'faceswap-gan',
};

/** A copy, as if it was saved and read: the weights and the optimizer's state in tensors of their own. */
export function copyOf({ progress, stage, networks, optimizer, latents }: Checkpoint): Checkpoint {
  const copies = ganNetworks(2);
  for (const [name, model] of Object.entries(networks)) copies[name].setWeights(model.getWeights());
  return {
    progress,
    stage,
    networks: copies,
    optimizer: optimizer.map(({ name, tensor }) => ({ name, tensor: tensor.clone() })),
    latents,
  };
}
