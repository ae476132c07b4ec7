import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import type { Networks, Preset } from '../../../src/train/autoencoder.ts';
import { iae } from '../../../src/train/models/iae.ts';
import {
  lightweight,
  rawPixels,
  rawPixelsThumbnail,
  separateEncoders,
  separateEncodersThumbnail,
  thumbnail,
} from '../../../src/train/models/lightweight.ts';
import { faceTensor } from '../../../src/train/dataset/face-tensor.ts';
import { options } from './build-options.ts';
import { networksTrainedBy, takeStep, weightsOf } from './one-step.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});
afterEach(() => {
  tf.disposeVariables();
});

const build = (preset: Preset, people: number, seed = 1): Networks => preset.build(options(people, seed));

/** Adam's peak learning rate from random weights. */
const rateOf = ({ starts }: Preset): number => starts.nothing!.learningRate;

const conv = (size: number, from: number, to: number) => size * size * from * to + to;
const dense = (from: number, to: number) => from * to + to;
/** The mean face, and the picture of who it is. */
const MEAN_FACE = 2 * 64 * 64 * 3;
/** Parameters of the networks, from their widths. */
const encoderSize = (latent: number, last = 4, channels = 6) =>
  conv(5, channels, 24) +
  conv(5, 24, 48) +
  conv(5, 48, 96) +
  conv(5, 96, 128) +
  dense(last * last * 128, latent);
const decoderSize = (latent: number, first = 4) =>
  dense(latent, first * first * 128) +
  conv(3, 128, 4 * 64) +
  conv(3, 64, 4 * 48) +
  conv(3, 48, 4 * 24) +
  conv(3, 24, 4 * 12) +
  conv(5, 12, 3);

/** The networks of a preset, and those that decode person 1 from a crop of person 0. */
const expected = [
  {
    name: 'lightweight',
    preset: lightweight,
    networks: ['mean-face-0', 'mean-face-1', 'encoder', 'decoder-0', 'decoder-1'],
    size: 2 * MEAN_FACE + encoderSize(32) + 2 * decoderSize(32),
    latent: [2, 32],
    inSwap: ['mean-face-0', 'encoder', 'decoder-1'],
  },
  {
    name: 'thumbnail',
    preset: thumbnail,
    networks: ['mean-face-0', 'mean-face-1', 'encoder', 'decoder-0', 'decoder-1'],
    size: 2 * (MEAN_FACE / 4) + encoderSize(32, 2) + 2 * decoderSize(32, 2),
    latent: [2, 32],
    inSwap: ['mean-face-0', 'encoder', 'decoder-1'],
  },
  {
    name: 'raw-pixels',
    preset: rawPixels,
    networks: ['encoder', 'decoder-0', 'decoder-1'],
    size: encoderSize(32, 4, 3) + 2 * decoderSize(32),
    latent: [2, 32],
    inSwap: ['encoder', 'decoder-1'],
  },
  {
    name: 'separate-encoders',
    preset: separateEncoders,
    networks: ['mean-face-0', 'mean-face-1', 'encoder-0', 'decoder-0', 'encoder-1', 'decoder-1'],
    size: 2 * MEAN_FACE + 2 * encoderSize(32) + 2 * decoderSize(32),
    latent: [2, 32],
    inSwap: ['mean-face-0', 'encoder-0', 'decoder-1'],
  },
  {
    name: 'raw-pixels-thumbnail',
    preset: rawPixelsThumbnail,
    networks: ['encoder', 'decoder-0', 'decoder-1'],
    size: encoderSize(32, 2, 3) + 2 * decoderSize(32, 2),
    latent: [2, 32],
    inSwap: ['encoder', 'decoder-1'],
  },
  {
    name: 'separate-encoders-thumbnail',
    preset: separateEncodersThumbnail,
    networks: ['mean-face-0', 'mean-face-1', 'encoder-0', 'decoder-0', 'encoder-1', 'decoder-1'],
    size: 2 * (MEAN_FACE / 4) + 2 * encoderSize(32, 2) + 2 * decoderSize(32, 2),
    latent: [2, 32],
    inSwap: ['mean-face-0', 'encoder-0', 'decoder-1'],
  },
  {
    name: 'iae',
    preset: iae,
    networks: ['mean-face-0', 'mean-face-1', 'encoder', 'decoder', 'inter-both', 'inter-0', 'inter-1'],
    size: 2 * MEAN_FACE + encoderSize(128) + 3 * dense(128, 32) + decoderSize(64),
    latent: [2, 128],
    inSwap: ['mean-face-0', 'encoder', 'inter-1', 'inter-both', 'decoder'],
  },
] as const;

describe.each(expected)('$name', ({ name, preset, networks: names, size, latent, inSwap }) => {
  test('has the networks and parameters that are worked out by hand', () => {
    const networks = build(preset, 2);
    expect(Object.keys(networks).sort()).toEqual([...names].sort());
    expect(Object.values(networks).reduce((sum, network) => sum + network.countParams(), 0)).toBe(size);
    expect(preset.size.shared + 2 * preset.size.perPerson).toBe(size);
    const ofThree = Object.values(build(preset, 3)).reduce((sum, network) => sum + network.countParams(), 0);
    expect(preset.size.shared + 3 * preset.size.perPerson).toBe(ofThree);
  });

  test('encodes to a latent and decodes to a picture from 0 to 1, and keeps no other tensor', () => {
    const model = preset.connect(build(preset, 3));
    const crops = faceTensor(tf.randomUniform<tf.Rank.R4>([2, 64, 64, 3], 0, 1, 'float32', 3));
    const before = tf.memory().numTensors;
    const [latents, decoded] = tf.tidy(() => {
      const latents = model.encode(crops, 0);
      return [latents, model.decode(latents, 2)] as const;
    });
    expect(tf.memory().numTensors).toBe(before + 2);
    expect(latents.shape).toEqual(latent);
    expect(preset.side).toBe(name.endsWith('thumbnail') ? 32 : 64);
    expect(decoded.shape).toEqual([2, preset.side, preset.side, 3]);
    const values = decoded.dataSync();
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThan(1);
    tf.dispose([crops, latents, decoded]);
  });

  test('a swap uses only the networks that encode the source and decode the target', () => {
    const model = preset.connect(build(preset, 2));
    const crops = faceTensor(tf.randomUniform<tf.Rank.R4>([1, 64, 64, 3], 0, 1, 'float32', 3));
    const swap = () => tf.tidy(() => model.decode(model.encode(crops, 0), 1).dataSync());
    const usual = swap();
    const involved = names.filter((name) => {
      const network = model.networks[name];
      const weights = network.getWeights().map((weight) => weight.clone());
      tf.tidy(() => {
        network.setWeights(weights.map((weight) => tf.mul(weight, 1.5)));
      });
      const changed = swap().some((value, i) => value !== usual[i]);
      network.setWeights(weights);
      tf.dispose(weights);
      return changed;
    });
    expect(involved.sort()).toEqual([...inSwap].sort());
    crops.dispose();
  });

  test('a step changes every weight by no more than Adam’s rate, and the loss falls', () => {
    const model = preset.connect(build(preset, 2));
    const adam = tf.train.adam(rateOf(preset), preset.beta1);
    const before = weightsOf(model.networks);
    const first = takeStep(model, adam, [0, 1]);
    weightsOf(model.networks).forEach(({ network, values }, i) => {
      const moved = values.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - before[i].values[at])),
        0,
      );
      expect(moved, network).toBeGreaterThan(0);
      expect(moved, network).toBeLessThan(1.01 * rateOf(preset));
    });
    const tensors = tf.memory().numTensors;
    const last = Array.from({ length: 30 }, () => takeStep(model, adam, [0, 1])).at(-1)!;
    expect(tf.memory().numTensors).toBe(tensors);
    for (const person of [0, 1]) expect(last[person]).toBeLessThan(0.8 * first[person]);
    adam.dispose();
  });

  test('learns from one person’s faces nothing that is another’s alone', () => {
    const model = preset.connect(build(preset, 2));
    const own = (person: number) =>
      names.filter((name) => !name.endsWith(`-${1 - person}`) && !name.startsWith('mean-face'));
    for (const person of [0, 1])
      expect(networksTrainedBy(model, person).sort()).toEqual([...own(person)].sort());
  });

  test('follows from its seed, and no two networks begin alike', () => {
    const kernels = (seed: number) =>
      Object.entries(build(preset, 2, seed))
        .filter(([name]) => !name.startsWith('mean-face'))
        .map(([, network]) => network.getWeights()[0].dataSync().slice(0, 20).join());
    const [one, same, other] = [kernels(1), kernels(1), kernels(2)];
    expect(same).toEqual(one);
    one.forEach((kernel, i) => {
      expect(kernel).not.toBe(other[i]);
    });
    expect(new Set(one).size).toBe(one.length);
  });
});
