import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { partSeed } from '../../nets/layer-builder.ts';
import { buildDecoder } from './classroom-nets.ts';
import { connect, classroom, pretrainedEncoder } from './classroom.ts';
import { lightTraining } from './light-nets.ts';

/** `classroom` with decoders that begin with nothing: what its decoders know beforehand shows beside it. */
export const scratchDecoders: Preset = {
  ...classroom,
  help: 'the encoder of classroom, and decoders that begin with nothing, to see what theirs know beforehand',
  learningRate: lightTraining.learningRate,
  pretrained: ['encoder'],
  build,
  connect,
};

function build({ people, seed, meanFaces, pretrained }: BuildOptions): Networks {
  const networks = pretrainedEncoder(pretrained, meanFaces);
  for (let k = 0; k < people; k++) networks[`decoder-${k}`] = buildDecoder(partSeed(seed, 1 + k));
  return networks;
}
