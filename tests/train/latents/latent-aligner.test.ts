import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { alignerOf, alignmentMap, LatentAligner } from '../../../src/train/latents/align-latents.ts';
import { collectLatents, collectStatistics } from '../../../src/train/latents/collect-latents.ts';
import { latentStatistics } from '../../../src/train/latents/latent-statistics.ts';
import { shapeModes, withMirrored } from '../../../src/train/latents/shape-modes.ts';
import { connectNetworks } from '../../../src/train/autoencoder.ts';
import { subset } from '../../../src/train/dataset/face-dataset.ts';
import { facesToTensor } from '../../../src/train/dataset/faces-to-tensor.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { predictBatch } from '../../../src/train/predict.ts';
import { tinyNetworks, tinyPeople, tinyPreset } from '../tiny.ts';
import reference from './alignments.json' with { type: 'json' };

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});

const statistics = [reference.source, reference.target];

describe('an aligner', () => {
  test('moves latents as the map says, whether tensors or numbers, and leaves no tensor', async () => {
    const aligner = new LatentAligner('transport', statistics);
    const { matrix, offset } = alignmentMap('transport', statistics[0], statistics[1]);
    const before = tf.memory().numTensors;
    const latents = Float32Array.from(reference.latents.flat());
    const moved = await aligner.alignAll(latents, 0, 1);
    expect(tf.memory().numTensors).toBe(before);
    reference.latents.forEach((latent, row) => {
      offset.forEach((value, i) => {
        const expected = latent.reduce((sum, number, k) => sum + number * matrix[k][i], value);
        expect(moved[4 * row + i]).toBeCloseTo(expected, 4);
      });
    });
  });

  test("leaves a person's latents to the person's own decoder as they are", () => {
    const aligner = new LatentAligner('standardise', statistics);
    const latents = tf.ones([2, 4]);
    expect(aligner.align(latents, 1, 1)).toBe(latents);
    latents.dispose();
  });

  test('is none where nothing is to be aligned, or cannot be', () => {
    expect(alignerOf('none', statistics)).toBeUndefined();
    expect(alignerOf('transport', [])).toBeUndefined();
    expect(alignerOf('transport', statistics)?.alignment).toBe('transport');
  });
});

test('statistics are those of the latents of all faces, and of no others', async () => {
  const networks = tinyNetworks();
  const model = tinyPreset.connect(networks);
  const people = tinyPeople();
  const before = tf.memory().numTensors;
  const found = await collectStatistics(model, people, false);
  expect(tf.memory().numTensors).toBe(before);
  const latents = (await tf.tidy(() => model.encode(facesToTensor(people[1]), 1)).array()) as number[][];
  expect(found[1].mean).toHaveLength(6);
  found[1].mean.forEach((value, i) => {
    expect(value).toBeCloseTo(latents.reduce((sum, latent) => sum + latent[i], 0) / latents.length, 4);
  });
  const collected = await collectLatents(model, people[1], 1);
  expect(collected!.size).toBe(6);
  expect([...collected!.latents]).toEqual(latents.flat().map((value): unknown => expect.closeTo(value, 4)));
});

test('statistics of a model that was trained with flips are those of mirror images, too', async () => {
  const model = tinyPreset.connect(tinyNetworks());
  const people = tinyPeople();
  const before = tf.memory().numTensors;
  const found = await collectStatistics(model, people, true);
  expect(tf.memory().numTensors).toBe(before);
  const plain = await collectLatents(model, people[1], 1);
  const both = await collectLatents(model, people[1], 1, true);
  expect(both!.latents.subarray(0, plain!.latents.length)).toEqual(plain!.latents);
  people.forEach((faces, person) => {
    const means = tf.tidy(() => {
      const crops = facesToTensor(faces);
      const all = [crops, faceTensor(tf.reverse(crops, 2))].map((each) => model.encode(each, person));
      return [...tf.mean(tf.concat(all), 0).dataSync()];
    });
    expect(found[person].mean).toEqual(means.map((value): unknown => expect.closeTo(value, 4)));
  });
});

test.each([
  [false, 3],
  [true, 6],
])(
  'statistics of a sample are of faces spread over all, with what these faces do (mirrored: %s)',
  async (flip, maxFaces) => {
    const model = tinyPreset.connect(tinyNetworks());
    const people = tinyPeople();
    const found = await collectStatistics(model, people, flip, maxFaces);
    // Of ten faces three, each with its mirror image where the model was trained with flips.
    const sampled = people.map((faces) => subset(faces, [0, 3, 6]));
    const modes = shapeModes(sampled.map(({ landmarks }) => (flip ? withMirrored(landmarks) : landmarks)));
    for (const [person, faces] of sampled.entries()) {
      const { latents, size } = (await collectLatents(model, faces, person, flip))!;
      expect(latents).toHaveLength(maxFaces * size);
      expect(found[person]).toEqual(latentStatistics(latents, size, modes[person]));
      expect(found[person].shape.flat().some((value) => value !== 0)).toBe(true);
    }
  },
);

test('latents that are pictures are not aligned', async () => {
  const model = connectNetworks({}, { encode: (crops) => tf.clone(crops), decode: (z) => z as tf.Tensor4D });
  const before = tf.memory().numTensors;
  expect(await collectStatistics(model, tinyPeople(), true)).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
});

test('a swap decodes moved latents, a reconstruction the latents as they are', () => {
  const seen: number[] = [];
  const model = connectNetworks(
    {},
    {
      encode: (crops) => tf.zeros([crops.shape[0], 2]),
      decode: (latents) => {
        seen.push(latents.dataSync()[0]);
        return tf.zeros([latents.shape[0], 16, 16, 3]);
      },
    },
  );
  const unit = [[1, 0], [0, 1]]; // prettier-ignore
  const aligner = new LatentAligner('standardise', [
    { mean: [0, 0], covariance: unit, shape: unit },
    { mean: [7, 0], covariance: unit, shape: unit },
  ]);
  const [faces] = tinyPeople();
  tf.tidy(() => {
    for (const target of [1, 0])
      predictBatch({ model, flip: false, aligner }, facesToTensor(faces), 0, target);
  });
  expect(seen).toEqual([7, 0]);
});
