import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { pixelsOf, provenPixels } from '../../src/clips/proven-pixels.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { buildNetworks } from '../../src/pipeline/networks/build-networks.ts';
import { checkpointFromFiles, checkpointToFiles } from '../../src/pipeline/run/checkpoint-files.ts';
import { trainable, type Autoencoder, type Networks } from '../../src/train/autoencoder.ts';
import { colourShiftsOf } from '../../src/train/colour-shift.ts';
import { FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import { facesToTensor } from '../../src/train/dataset/faces-to-tensor.ts';
import { faceTensor } from '../../src/train/dataset/face-tensor.ts';
import { losses } from '../../src/train/loss/losses.ts';
import { presets } from '../../src/train/models/index.ts';
import { predict } from '../../src/train/predict.ts';
import { backward } from '../../src/train/training-step.ts';
import { beginning, noGan, reconstruction, tinyPeople } from './tiny.ts';

beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
});
afterEach(() => {
  tf.disposeVariables();
});

/** Pictures whose bytes are (37 x + 71 y + 29 channel + 50 person + 17 number) mod 256. */
function patterns(person: number, count: number): FaceDataset {
  const pixels = Uint8Array.from({ length: count * 48 }, (_, i) => {
    const [channel, x, y, n] = [i % 3, Math.floor(i / 3) % 4, Math.floor(i / 12) % 4, Math.floor(i / 48)];
    return (37 * x + 71 * y + 29 * channel + 50 * person + 17 * n) % 256;
  });
  return new FaceDataset(provenPixels(pixels, 4, 4, count), new Uint8Array(count * 16));
}

test('everybody is shifted to the last person by the difference of the mean colours', () => {
  // By NumPy, as 2017 had it: (last / 255).mean(axis=(0, 1, 2)) − (own / 255).mean(axis=(0, 1, 2)).
  const [a, b, c] = [patterns(0, 3), patterns(1, 2), patterns(2, 5)];
  const expectShifts = (people: readonly FaceDataset[], expected: readonly (readonly number[])[]) => {
    colourShiftsOf(people).forEach((shift, person) => {
      shift.forEach((value, channel) => {
        expect(value, `${person}, ${channel}`).toBeCloseTo(expected[person][channel], 6);
      });
    });
  };
  expectShifts(
    [a, b],
    [
      [-0.004575163, -0.004575163, 0.037254902],
      [0, 0, 0],
    ],
  );
  expectShifts(
    [a, b, c],
    [
      [0.015424837, 0.040522876, 0.007058824],
      [0.02, 0.045098039, -0.030196078],
      [0, 0, 0],
    ],
  );
  const nobody = new FaceDataset(provenPixels(new Uint8Array(0), 4, 4, 0), new Uint8Array(0));
  expect(() => colourShiftsOf([a, nobody])).toThrow(InputError);
});

const people = tinyPeople(2, 64);
const build = (preset: 'raw-pixels' | 'lightweight', colourShift: boolean): Networks =>
  buildNetworks(
    preset,
    people,
    { ...noGan, seed: 1, start: 'nothing', colourShift, augment: { flip: false } },
    {},
  );
const connect = (preset: 'raw-pixels' | 'lightweight', colourShift: boolean): Autoencoder =>
  presets[preset].connect(build(preset, colourShift));
const shift = colourShiftsOf(people)[0];

test('training with it is training on shifted faces: losses and gradients are the same', () => {
  const [shifted, plain] = [connect('raw-pixels', true), connect('raw-pixels', false)];
  expect(Math.max(...shift.map(Math.abs))).toBeGreaterThan(0.1);
  const faces = facesToTensor(people[0], 0, 3);
  const moved = faceTensor(tf.add(faces, tf.tensor1d([...shift])));
  const train = (model: Autoencoder, images: typeof faces) => {
    const batch = { person: 0, inputs: images, targets: images, share: 0, batchFraction: 1 };
    const ones = tf.ones<tf.Rank.R4>([3, 64, 64, 1]);
    const { losses: found, gradients } = backward(
      {
        model,
        variables: trainable(model),
        objective: reconstruction(losses.mae),
        optimize: () => undefined,
      },
      [{ ...batch, weights: ones, seen: ones }],
    );
    return [found[0].terms.reconstruction!, ...Object.values(gradients)].map((tensor) => [
      ...tensor.dataSync(),
    ]);
  };
  const [found, expected] = [train(shifted, faces), train(plain, moved)];
  expect(found.length).toBe(expected.length);
  found.forEach((values, i) => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = values.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[i][at])), 0);
    expect(error / largest).toBeLessThan(1e-3);
  });
});

test('a swap encodes the source as it was trained, and decodes each person in their own colours', () => {
  const [shifted, plain] = [connect('raw-pixels', true), connect('raw-pixels', false)];
  const faces = facesToTensor(people[0], 0, 2);
  const moved = faceTensor(tf.add(faces, tf.tensor1d([...shift])));
  const differences = [0, 1].map((target) => {
    const found = shifted.decode(shifted.encode(faces, 0), target);
    return tf.sub(plain.decode(plain.encode(moved, 0), target), found).arraySync() as number[][][][];
  });
  differences.forEach((images, target) => {
    images.flat(2).forEach((pixel) => {
      pixel.forEach((value, channel) => {
        expect(value).toBeCloseTo(target === 0 ? shift[channel] : 0, 5);
      });
    });
  });
});

test('the mean face is shifted with the faces: their difference, which the encoder sees, stays', () => {
  const faces = facesToTensor(people[0], 0, 2);
  const [found, expected] = [true, false].map((on) => connect('lightweight', on).encode(faces, 0).dataSync());
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 4);
  });
});

test('what a shift back takes beyond black and white is predicted black and white', async () => {
  const networks = build('raw-pixels', true);
  tf.tidy(() => {
    networks['colour-shift-0'].setWeights([tf.tensor1d([2, -2, 0])]);
  });
  const model = presets['raw-pixels'].connect(networks);
  const { pixels: predicted } = await predict({ model, flip: true }, people[0], 0, 0);
  const pixels = pixelsOf(predicted);
  expect(pixels.every((value, i) => i % 3 === 2 || value === (i % 3 === 0 ? 0 : 255))).toBe(true);
});

test('a checkpoint keeps it', async () => {
  const networks = build('raw-pixels', true);
  const read = await checkpointFromFiles(await checkpointToFiles(beginning(networks)), 'a');
  const faces = facesToTensor(people[0], 0, 1);
  const [found, expected] = [read.networks, networks].map((each) => {
    const model = presets['raw-pixels'].connect(each);
    return [...model.decode(model.encode(faces, 0), 0).dataSync()];
  });
  expect(found).toEqual(expected);
});

test('α, which a decoder may paint beside the colours, has no colour to shift', () => {
  const model = (colourShift: boolean) =>
    presets.lightweight.connect(
      buildNetworks(
        'lightweight',
        people,
        { ...noGan, alpha: true, seed: 1, start: 'nothing', colourShift, augment: { flip: false } },
        {},
      ),
    );
  const latent = tf.ones([1, 32]);
  const [shifted, plain] = [model(true), model(false)].map((each) => each.paint(latent, 0));
  expect(shifted.alpha!.dataSync()).toEqual(plain.alpha!.dataSync());
  const [first] = shifted.colours.dataSync();
  expect(first).toBeCloseTo(plain.colours.dataSync()[0] - shift[0], 5);
});
