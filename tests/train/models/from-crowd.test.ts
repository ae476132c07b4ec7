import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pixelsOf } from '../../../src/clips/proven-pixels.ts';
import { SelfAttention } from '../../../src/nets/self-attention.ts';
import type { Autoencoder } from '../../../src/train/autoencoder.ts';
import { take } from '../../../src/train/dataset/face-dataset.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { buildDecoder, buildIdentityAdapter } from '../../../src/train/models/conditional-decoder.ts';
import { buildLightEncoder, CROWD_ADAPTER, LIGHT_DECODER } from '../../../src/train/models/light-nets.ts';
import { lightweight } from '../../../src/train/models/lightweight.ts';
import { useWasm } from '../../engine/backends.ts';
import { tinyPeople } from '../tiny.ts';

const faces = tinyPeople(2, 64);
const COUNT = 2;
/** `lightweight` as it starts from a crowd, before any training. */
let start: (extras: { readonly alpha?: boolean; readonly attention?: boolean }) => Autoencoder;
let usual: Float32Array[];

beforeAll(async () => {
  await useWasm();
  start = (extras) => {
    const pretrained = {
      'crowd-encoder': buildLightEncoder(1),
      'crowd-decoder': buildDecoder(2, LIGHT_DECODER, { conditional: true }),
      'crowd-adapter': buildIdentityAdapter(3, CROWD_ADAPTER, LIGHT_DECODER),
    };
    return lightweight.connect(
      lightweight.build({ people: 2, seed: 1, faces, start: 'crowd', flip: false, pretrained, ...extras }),
    );
  };
  usual = predicted(start({}));
});
afterAll(() => {
  tf.disposeVariables();
});

/** The faces of the first person, decoded as each. */
const predicted = (model: Autoencoder): Float32Array[] =>
  tf.tidy(() => {
    const { images } = take(faces[0], COUNT);
    const crops = faceTensor(tf.div(tf.tensor4d(pixelsOf(images), [COUNT, 64, 64, 3]), 255));
    const latents = model.encode(crops, 0);
    return [0, 1].map((person) => model.decode(latents, person).dataSync<'float32'>());
  });

const attentionsOf = ({ networks }: Autoencoder, name: string) =>
  networks[name].layers.filter((layer) => layer instanceof SelfAttention);

describe.each([{ alpha: true }, { attention: true }, { alpha: true, attention: true }])(
  'from a crowd with %o',
  (extras) => {
    let model: Autoencoder;
    beforeAll(() => {
      model = start(extras);
    });

    test('the first prediction has the same colours: nothing is lost', () => {
      predicted(model).forEach((colours, person) => {
        const off = colours.map((value, i) => Math.abs(value - usual[person][i]));
        expect(off).toHaveLength(COUNT * 64 * 64 * 3);
        expect(off.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(1e-6);
      });
    });

    test('the networks have what was asked for, and α is the same everywhere', () => {
      const { alpha, attention } = { alpha: false, attention: false, ...extras };
      for (const name of ['encoder', 'decoder-0', 'decoder-1']) {
        expect(attentionsOf(model, name), name).toHaveLength(attention ? 1 : 0);
      }
      const painted = tf.tidy(() => model.paint(tf.zeros([1, 32]), 0).alpha?.dataSync());
      expect(painted !== undefined).toBe(alpha);
      if (painted === undefined) return;
      const expected = 1 / (1 + Math.exp(-2)); // σ(2)
      expect(painted.every((value) => Math.abs(value - expected) < 1e-6)).toBe(true);
    });
  },
);

test('no two layers of self-attention begin alike', () => {
  const model = start({ attention: true });
  const values = ['encoder', 'decoder-0', 'decoder-1'].map((name) =>
    attentionsOf(model, name)[0].getWeights()[4].dataSync().join(),
  );
  expect(new Set(values).size).toBe(3);
});
