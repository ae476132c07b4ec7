import type { Ingredients, Parts, Preset } from '../autoencoder.ts';
import { partSeed } from '../../nets/blocks.ts';
import { buildDecoder } from './classroom-nets.ts';
import { assemble, classroom, knownEncoder } from './classroom.ts';
import { lightTraining } from './light-nets.ts';

/** `classroom` with decoders that begin with nothing: what its decoders know beforehand shows beside it. */
export const freshDecoders: Preset = {
  ...classroom,
  help: 'the encoder of classroom, and decoders that begin with nothing, to see what theirs know beforehand',
  learningRate: lightTraining.learningRate,
  pretrained: ['encoder'],
  build,
  assemble,
};

function build({ identities, seed, averages, pretrained }: Ingredients): Parts {
  const parts = knownEncoder(pretrained, averages);
  for (let k = 0; k < identities; k++) parts[`decoder-${k}`] = buildDecoder(partSeed(seed, 1 + k));
  return parts;
}
