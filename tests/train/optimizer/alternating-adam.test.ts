import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { GroupMember } from '../../../src/engine/parallel/group-member.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { trainable } from '../../../src/train/autoencoder.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { losses } from '../../../src/train/loss/losses.ts';
import { shareEncoder } from '../../../src/train/models/share-encoder.ts';
import { parameterGroups } from '../../../src/train/optimizer/parameter-groups.ts';
import { ShardedAdam } from '../../../src/train/optimizer/sharded-adam.ts';
import { alternatingStep, type Batch } from '../../../src/train/training-step.ts';
import { reconstruction } from '../tiny.ts';

/** Weights of the three networks. */
interface Weights {
  readonly encoder: readonly number[];
  readonly decoders: readonly (readonly number[])[];
}
/** Figures of steps of a linear autoencoder; the file says how they were worked out. */
interface Figures {
  readonly learningRate: number;
  readonly beta1: number;
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly start: Weights;
  readonly steps: readonly (Weights & { readonly losses: readonly number[] })[];
}
const FIXTURE = new URL('./alternating-adam.json', import.meta.url);
const figures = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Figures;

/** A matrix as a network. */
function linear(from: readonly number[], to: readonly number[], weights: readonly number[]): tf.LayersModel {
  const [input, units] = [tf.util.sizeFromShape([...from]), tf.util.sizeFromShape([...to])];
  const model = tf.sequential({
    layers: [
      tf.layers.reshape({ inputShape: [...from], targetShape: [input] }),
      tf.layers.dense({ units, useBias: false }),
      tf.layers.reshape({ targetShape: [...to] }),
    ],
  });
  tf.tidy(() => {
    model.setWeights([tf.tensor2d([...weights], [input, units])]);
  });
  return model;
}

test('A’s update and then B’s, each by an Adam of its own, come to the figures worked out by hand', async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  const { learningRate, beta1, inputs, targets, start, steps } = figures;
  const pixel = [1, 1, 3];
  const networks = {
    encoder: linear(pixel, [2], start.encoder),
    'decoder-0': linear([2], pixel, start.decoders[0]),
    'decoder-1': linear([2], pixel, start.decoders[1]),
  };
  const model = shareEncoder(networks);
  const variables = trainable(model);
  const weights = await GroupMember.alone().shareWeights(variables);
  const adam = new ShardedAdam(weights, parameterGroups(model, 2, 'alternating'), beta1);
  const faces = (values: readonly number[]) => faceTensor(tf.tensor4d([...values], [4, 1, 1, 3]));
  const ones = tf.ones<tf.Rank.R4>([4, 1, 1, 1]);
  const batches = [0, 1].map((person): Batch => ({
    person,
    inputs: faces(inputs[person]),
    targets: faces(targets[person]),
    weights: ones,
    seen: ones,
    share: 0,
    batchFraction: 1,
  }));
  const optimize = (people: readonly number[], gradients: tf.NamedTensorMap) => {
    adam.step(people, learningRate, gradients);
  };
  for (const expected of steps) {
    const objective = reconstruction(losses.mae);
    const found = alternatingStep({ model, variables, objective, optimize }, [0, 1], batches);
    found.forEach(({ terms }, person) => {
      expect(Object.keys(terms)).toEqual(['reconstruction']);
      expect(terms.reconstruction!.dataSync()[0]).toBeCloseTo(expected.losses[person], 5);
      tf.dispose(terms);
    });
    const after = [expected.encoder, ...expected.decoders];
    Object.values(networks).forEach((network, i) => {
      const [matrix] = network.getWeights();
      matrix.dataSync().forEach((value, at) => {
        expect(value).toBeCloseTo(after[i][at], 5);
      });
    });
  }
  adam.dispose();
  tf.dispose([ones, batches.map(({ inputs, targets }) => [inputs, targets])]);
  for (const network of Object.values(networks)) network.dispose();
});
