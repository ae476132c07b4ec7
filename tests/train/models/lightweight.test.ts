import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crowdAutoencoder, type CrowdNetworks } from '../../../scripts/pretrain/crowd/crowd-autoencoder.ts';
import { pixelsOf } from '../../../src/clips/proven-pixels.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { buildDecoder, buildIdentityAdapter } from '../../../src/train/models/conditional-decoder.ts';
import { buildLightEncoder, CROWD_ADAPTER, LIGHT_DECODER } from '../../../src/train/models/light-nets.ts';
import { lightweight } from '../../../src/train/models/lightweight.ts';
import { meanFaceTensor } from '../../../src/train/models/mean-face.ts';
import { useWasm } from '../../engine/backends.ts';
import { tinyPeople } from '../tiny.ts';

beforeAll(useWasm);
afterAll(() => {
  tf.disposeVariables();
});

test("from a crowd, a person's networks give before any training what the crowd's give for their mean face", () => {
  const faces = tinyPeople(2, 64);
  const crowd: CrowdNetworks = {
    encoder: buildLightEncoder(1),
    decoder: buildDecoder(2, LIGHT_DECODER, { conditional: true }),
    adapter: buildIdentityAdapter(3, CROWD_ADAPTER, LIGHT_DECODER),
  };
  const pretrained = {
    'crowd-encoder': crowd.encoder,
    'crowd-decoder': crowd.decoder,
    'crowd-adapter': crowd.adapter,
  };
  const model = lightweight.connect(
    lightweight.build({ people: 2, seed: 1, faces, start: 'crowd', flip: false, pretrained }),
  );
  const reconstruct = crowdAutoencoder(crowd);
  for (const person of [0, 1]) {
    const { images } = faces[person];
    const [ours, theirs] = tf.tidy(() => {
      const crops = faceTensor(tf.div(tf.tensor4d(pixelsOf(images), [images.count, 64, 64, 3]), 255));
      const mean = tf.tile<tf.Tensor4D>(meanFaceTensor(faces[person]).expandDims(0), [images.count, 1, 1, 1]);
      return [model.decode(model.encode(crops, person), person), reconstruct(crops, mean)].map((pictures) =>
        pictures.dataSync(),
      );
    });
    expect(ours).toHaveLength(images.count * 64 * 64 * 3);
    ours.forEach((value, i) => {
      if (Math.abs(value - theirs[i]) > 1e-5) expect.fail(`value ${i}: ${value}, not ${theirs[i]}`);
    });
  }
});
