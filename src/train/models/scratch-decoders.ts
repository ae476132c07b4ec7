import type { BuildOptions, Networks, Preset } from '../autoencoder.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import { CLASSROOM_DECODER } from './classroom-nets.ts';
import { classroom, pretrainedEncoder } from './classroom.ts';
import { buildDecoder } from './conditional-decoder.ts';
import { LIGHT_RATE } from './light-nets.ts';

/**
 * An ablation of `classroom`: its decoders are trained from scratch, which shows what pretraining them is
 * worth.
 */
export const scratchDecoders: Preset = {
  ...classroom,
  help: 'an ablation of classroom: its decoders are trained from scratch',
  starts: { labels: { ...classroom.starts.labels!, pretrained: ['encoder'], learningRate: LIGHT_RATE } },
  build,
};

function build(options: BuildOptions): Networks {
  const networks = pretrainedEncoder(options);
  for (let k = 0; k < options.people; k++) {
    networks[`decoder-${k}`] = buildDecoder(networkSeed(options.seed, 1 + k), CLASSROOM_DECODER);
  }
  return networks;
}
