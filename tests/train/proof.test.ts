import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { findMasks } from '../../src/convert/mask/mask-net.ts';
import { Autoencoder, trainable } from '../../src/train/autoencoder.ts';
import { FaceDataset, meanFace, subset, take } from '../../src/train/dataset/face-dataset.ts';
import { sampleBatch } from '../../src/train/dataset/sample-batch.ts';
import { faceTensor, type FaceTensor } from '../../src/train/dataset/face-tensor.ts';
import { losses } from '../../src/train/loss/losses.ts';
import { classroom } from '../../src/train/models/classroom.ts';
import { lightweight } from '../../src/train/models/lightweight.ts';
import { predict } from '../../src/train/predict.ts';
import { Trainer } from '../../src/train/trainer.ts';
import {
  alternatingStep,
  backward,
  jointStep,
  type Batch,
  type StepContext,
} from '../../src/train/training-step.ts';
import { validate } from '../../src/train/validate.ts';
import { tinyConfig, tinyNetworks, tinyPeople, tinyPreset, tinyValidation, reconstruction } from './tiny.ts';

/** What a user might put in the place of what Janus has drawn: a picture, in any of its disguises. */
const REFUSED = /Expected (pictures that Janus has drawn|an autoencoder that a preset has connected)/;
const people = tinyPeople();
const side = people[0].side;
const photo = () => tf.fill<tf.Rank.R4>([1, side, side, 3], 0.5);

let model: Autoencoder;
let batch: Batch;
let tensors: number;
beforeEach(() => {
  model = tinyPreset.connect(tinyNetworks());
  batch = sampleBatch(people, tinyConfig, 0, { person: 0, first: 0, end: 1 });
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  tf.disposeVariables();
  for (const network of Object.values(model.networks)) network.dispose();
  tf.dispose([batch.inputs, batch.targets, batch.weights, batch.seen]);
});

describe('a training step', () => {
  const contextOf = (): StepContext => ({
    model,
    variables: trainable(model),
    objective: reconstruction(losses.mae),
    optimize: () => undefined,
  });

  test.each(['inputs', 'targets'] as const)('refuses a batch whose %s are a tensor of a picture', (part) => {
    tf.tidy(() => {
      const forged: Batch = { ...batch, [part]: photo() as FaceTensor };
      for (const step of [jointStep, alternatingStep]) {
        expect(() => step(contextOf(), [0], [batch, forged])).toThrow(REFUSED);
      }
      expect(() => backward(contextOf(), [forged])).toThrow(REFUSED);
    });
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

describe('an autoencoder', () => {
  test('encodes no tensor of a picture', () => {
    tf.tidy(() => {
      expect(() => model.encode(photo() as FaceTensor, 0)).toThrow(REFUSED);
      const clone = tf.clone(faceTensor(photo()));
      expect(() => model.encode(clone, 0), 'a clone proves nothing').toThrow(REFUSED);
      // @ts-expect-error: a tensor of anything is no FaceTensor.
      expect(() => model.encode(photo(), 0)).toThrow(REFUSED);
    });
  });

  test('is made by a preset alone, and stays as it was made', () => {
    const decode = () => photo();
    const connections = { encode: () => tf.scalar(0), decode };
    expect(() => new Autoencoder(Symbol('autoencoder'), {}, connections)).toThrow(REFUSED);
    expect(() => Object.assign(model, { decode })).toThrow(TypeError);
  });

  test('made by hand predicts nothing, is not validated, and trains nothing', async () => {
    const decode = () => photo();
    const lookalikes = [
      { networks: {}, frozen: [], encode: (x: tf.Tensor) => x, decode },
      Object.create(model, { decode: { value: decode } }) as object,
      new Proxy(model, {}),
    ];
    for (const lookalike of lookalikes) {
      const forged = lookalike as Autoencoder;
      await expect(predict({ model: forged, flip: false }, people[0], 0, 1)).rejects.toThrow(REFUSED);
      await expect(validate({ model: forged, flip: false }, tinyValidation(people)[0])).rejects.toThrow(
        REFUSED,
      );
      await expect(Trainer.create({ model: forged, config: tinyConfig, datasets: people })).rejects.toThrow(
        REFUSED,
      );
    }
  });
});

/** Objects that say that they are datasets. */
const lookalikes: [string, (set: FaceDataset) => unknown][] = [
  ['an object of the same shape', ({ images, masks, count }) => ({ images, masks, count, side: 1 })],
  ['an object whose prototype is a dataset', (set) => Object.create(set, { side: { value: 1 } }) as unknown],
  ['a structured clone', (set) => structuredClone(set)],
  ['nothing', () => undefined],
];

test.each(lookalikes)('%s is no dataset', async (_, disguise) => {
  const forged = disguise(people[0]) as FaceDataset;
  for (const use of [
    () => take(forged, 1),
    () => subset(forged, [0]),
    () => meanFace(forged),
    () => sampleBatch([forged], tinyConfig, 0, { person: 0, first: 0, end: 1 }),
    () => sampleBatch([people[0], forged], tinyConfig, 0, { person: 0, first: 0, end: 1 }),
  ]) {
    expect(use, use.toString()).toThrow(REFUSED);
  }
  const trained = { model, flip: false };
  const [set] = tinyValidation(people);
  await expect(predict(trained, forged, 0, 1)).rejects.toThrow(REFUSED);
  await expect(validate(trained, { ...set, faces: forged })).rejects.toThrow(REFUSED);
  await expect(validate(trained, { ...set, keys: forged })).rejects.toThrow(REFUSED);
  await expect(findMasks(model.networks['encoder'], forged)).rejects.toThrow(REFUSED);
  await expect(Trainer.create({ model, config: tinyConfig, datasets: [people[0], forged] })).rejects.toThrow(
    REFUSED,
  );
  const build = {
    people: 2,
    seed: 1,
    start: 'nothing',
    flip: false,
    faces: [forged],
    pretrained: tinyNetworks(),
  } as const;
  for (const preset of [lightweight, classroom]) expect(() => preset.build(build)).toThrow(REFUSED);
});

describe('pictures are not cut up anew by saying another size', () => {
  const pixels = (width: number, count: number): ProvenPixels =>
    provenPixels(new Uint8Array(3 * width * width * count), width, width, count);

  test('of proven pictures', () => {
    expect(() => Object.assign(pixels(4, 1), { width: 1, height: 1, count: 16 })).toThrow(TypeError);
  });

  test('of a dataset, nor of one of a subclass', () => {
    expect(() => Object.assign(people[0], { side: 1 })).toThrow(TypeError);
    class Relabelled extends FaceDataset {
      // @ts-expect-error: the side is a field of the images' own.
      override get side() {
        return 1;
      }
    }
    const set = new Relabelled(pixels(4, 2), new Uint8Array(32));
    expect(set.side).toBe(4);
    expect(subset(set, [1]).side).toBe(4);
  });
});
