import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import type { Networks } from '../../../src/train/autoencoder.ts';
import { scratchDecoders } from '../../../src/train/models/scratch-decoders.ts';
import { tinyPeople } from '../tiny.ts';
import { networksTrainedBy, takeStep } from './one-step.ts';

const faces = tinyPeople(2, 64);
let pretrained: Networks;
beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  pretrained = { encoder: await loadPretrained(nodeHost(), 'encoder') };
});
afterAll(() => {
  tf.disposeVariables();
});

test('decoders begin at random, by the seed; the encoder is the one that comes with Janus, and stays', () => {
  const build = (seed: number) =>
    scratchDecoders.build({ people: 2, seed, faces, start: 'labels', flip: true, pretrained });
  const kernels = (seed: number) =>
    [0, 1].map((k) => build(seed)[`decoder-${k}`].getWeights()[0].dataSync().slice(0, 20).join());
  const [one, same, other] = [kernels(1), kernels(1), kernels(2)];
  expect(same).toEqual(one);
  expect(new Set([...one, ...other]).size).toBe(4);
  expect(build(1)['encoder']).toBe(pretrained['encoder']);

  const model = scratchDecoders.connect(build(1));
  for (const person of [0, 1]) expect(networksTrainedBy(model, person)).toEqual([`decoder-${person}`]);
  const adam = tf.train.adam(scratchDecoders.starts.labels!.learningRate, scratchDecoders.beta1);
  const first = takeStep(model, adam, [0, 1]);
  const last = Array.from({ length: 10 }, () => takeStep(model, adam, [0, 1])).at(-1)!;
  for (const person of [0, 1]) expect(last[person]).toBeLessThan(first[person]);
});
