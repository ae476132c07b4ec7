import type * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../../extract/crop.ts';
import { fuse } from '../../nets/fused-network.ts';
import { networkSeed } from '../../nets/layer-builder.ts';
import {
  connectNetworks,
  numberedNetworks,
  type Autoencoder,
  type Networks,
  type Preset,
} from '../autoencoder.ts';
import { buildDiscriminator } from '../adversary/discriminator.ts';
import { buildDecoder } from './conditional-decoder.ts';
import { buildLightEncoder, LIGHT_DECODER, lightTraining, subtractMeanFaces } from './light-nets.ts';
import { encoderView } from './mean-face.ts';
import { RECONSTRUCTION_ALONE } from './reconstruction-alone.ts';
import { shareEncoder } from './share-encoder.ts';

/** A preset of the small networks, trained from random weights. */
interface LightOptions {
  readonly help: string;
  /** Pixels a side of the faces: 64, or 32. */
  readonly side?: keyof typeof SIZES;
  /** What the encoder sees: the difference from the person's mean face, or the pixels themselves. */
  readonly view?: 'difference' | 'pixels';
  /** One encoder for all, or one for each person. */
  readonly encoder?: 'shared' | 'separate';
}

/** Parameters of the networks: of an encoder that sees pixels, and of a decoder. */
const SIZES = { 64: { encoder: 518_864, decoder: 526_423 }, 32: { encoder: 469_712, decoder: 475_735 } };

/** The preset of some of the small networks. */
export function lightPreset({
  help,
  side = CROP_SIDE,
  view = 'difference',
  encoder = 'shared',
}: LightOptions): Preset {
  const isShared = encoder === 'shared';
  const channels = view === 'pixels' ? 3 : 6;
  const size = SIZES[side];
  // The first layer has 24 kernels of 5 × 5 for each channel.
  const encoderSize = size.encoder + (channels - 3) * 24 * 5 * 5;
  const decoderShape = { ...LIGHT_DECODER, first: side / 16 };
  return {
    help,
    size: {
      shared: isShared ? encoderSize : 0,
      perPerson: size.decoder + (isShared ? 0 : encoderSize) + (channels - 3) * 2 * side ** 2,
      imageBytes: 1000 * side ** 2,
    },
    ...lightTraining,
    gan: {
      ...RECONSTRUCTION_ALONE,
      canPaintAlpha: true,
      canAttend: true,
      buildDiscriminator: (seed) => buildDiscriminator(seed, undefined, side),
    },
    side,
    build: (options) => {
      const { people, seed, alpha = false, attention = false } = options;
      const ofEncoder = { side, channels, attention } as const;
      const networks: Record<string, tf.LayersModel> =
        view === 'pixels' ? {} : subtractMeanFaces(options, side);
      if (isShared) networks['encoder'] = buildLightEncoder(networkSeed(seed, 0), ofEncoder);
      for (let k = 0; k < people; k++) {
        if (!isShared) networks[`encoder-${k}`] = buildLightEncoder(networkSeed(seed, 2 * k), ofEncoder);
        const ofDecoder = isShared ? 1 + k : 2 * k + 1;
        networks[`decoder-${k}`] = buildDecoder(networkSeed(seed, ofDecoder), decoderShape, {
          alpha,
          attention,
        });
      }
      return networks;
    },
    connect: isShared ? shareEncoder : (networks) => separateEncoders(networks, side),
  };
}

/** An encoder and a decoder for each person: `encoder-0`, `decoder-0`… */
function separateEncoders(networks: Networks, side: number): Autoencoder {
  const encoders = numberedNetworks(networks, 'encoder').map(fuse);
  const decoders = numberedNetworks(networks, 'decoder').map(fuse);
  const view = encoderView(networks);
  return connectNetworks(networks, {
    side,
    encode: (crops, source) => encoders[source](view(crops, source)),
    decode: (latent, target) => decoders[target](latent) as tf.Tensor4D,
  });
}
