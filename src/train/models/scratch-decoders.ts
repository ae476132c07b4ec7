import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import { buildDecoder } from './classroom-nets.ts';
import { connect, classroom, pretrainedEncoder } from './classroom.ts';
import { lightTraining } from './light-nets.ts';

/**
 * An ablation of `classroom`: its decoders are trained from scratch, which shows what pretraining them is
 * worth.
 */
export const scratchDecoders: Preset = {
  ...classroom,
  help: 'an ablation of classroom: its decoders are trained from scratch',
  size: { shared: 1_478_284, perPerson: 829_427, imageBytes: 4e6 },
  learningRate: lightTraining.learningRate,
  pretrained: ['encoder'],
  build,
  connect,
};

function build({ people, seed, ...others }: BuildOptions): Networks {
  const networks = pretrainedEncoder(others);
  for (let k = 0; k < people; k++) networks[`decoder-${k}`] = buildDecoder(networkSeed(seed, 1 + k));
  return networks;
}
