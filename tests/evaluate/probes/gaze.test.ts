import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import {
  buildGazeProbe,
  EYES,
  gazeError,
  gazeIsVisible,
  gazeNames,
  gazeOf,
  GazeProbe,
  GAZE_UNITS,
  type Gaze,
} from '../../../src/evaluate/probes/gaze.ts';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import {
  neutralPerformance,
  sampleIdentity,
  studioCapture,
  type Identity,
  type Performance,
} from '../../../src/faces/index.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';

const SIDE = 64;
const acting = (changes: Partial<Performance>): Performance => ({ ...neutralPerformance, ...changes });
const cropOf = (identity: Identity, performance: Performance) =>
  groundTruthCrop({ identity, performance, capture: studioCapture }, 128, SIDE);
const crops = (pictures: readonly Uint8Array[]) =>
  provenPixels(Uint8Array.from(pictures.flatMap((picture) => [...picture])), SIDE, SIDE, pictures.length);
const looking = (horizontal: number, vertical: number): Gaze => ({
  horizontal,
  vertical,
  blinkLeft: 0,
  blinkRight: 0,
});

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

describe('the gaze acted', () => {
  test('is in degrees, to the right and up', () => {
    // numpy: of (sin 0.5 x, sin 0.38 y, z), a vector of length 1, the degrees of arctan2(x, z) and arcsin(y).
    const expected: [number, number, number, number][] = [
      [1, 0, 28.64788975654116, 0],
      [0, 1, 0, 21.772396214971284],
      [-0.6, 0.7, -17.835939488272487, 15.240677350479896],
    ];
    for (const [gazeX, gazeY, horizontal, vertical] of expected) {
      const gaze = gazeOf(acting({ gazeX, gazeY, blinkLeft: 0.2, blinkRight: 0.3 }));
      expect(gaze.horizontal).toBeCloseTo(horizontal, 9);
      expect(gaze.vertical).toBeCloseTo(vertical, 9);
      expect(gaze).toMatchObject({ blinkLeft: 0.2, blinkRight: 0.3 });
    }
  });

  test('cannot be seen where both eyes are more than half shut', () => {
    expect(gazeIsVisible(acting({}))).toBe(true);
    expect(gazeIsVisible(acting({ blinkLeft: 0.5, blinkRight: 0.5 }))).toBe(true);
    expect(gazeIsVisible(acting({ blinkLeft: 1, blinkRight: 0.1 })), 'a wink').toBe(true);
    expect(gazeIsVisible(acting({ blinkLeft: 0.51, blinkRight: 0.51 }))).toBe(false);
  });
});

describe('the gaze error', () => {
  test('is the angle between two directions', () => {
    const ahead = [acting({})];
    expect(gazeError(ahead, [looking(0, 0)])).toBe(0);
    expect(gazeError(ahead, [looking(30, 0)])).toBeCloseTo(30, 9);
    expect(gazeError(ahead, [looking(0, -20)])).toBeCloseTo(20, 9);
    expect(gazeError(ahead, [looking(180, 0)])).toBeCloseTo(180, 5);
    // numpy: arccos(cos 10° cos 5°), and of two directions that are both aslant.
    expect(gazeError(ahead, [looking(10, 5)])).toBeCloseTo(11.168952812354922, 6);
    const aslant = acting({ gazeX: -0.6, gazeY: 0.7 });
    expect(gazeError([aslant], [looking(12, -3)])).toBeCloseTo(34.710417192603245, 6);
  });

  test('is none of the truth, and grows with what is added across', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.double({ min: -60, max: 60, noNaN: true }), (gazeX, gazeY, added) => {
        const acted = acting({ gazeX, gazeY });
        expect(gazeError([acted], [gazeOf(acted)])).toBeCloseTo(0, 5);
        const level = acting({ gazeX });
        const { horizontal, vertical } = gazeOf(level);
        expect(gazeError([level], [looking(horizontal + added, vertical)])).toBeCloseTo(Math.abs(added), 5);
      }),
    );
  });

  test('is a mean over frames, without those whose eyes are shut', () => {
    const shut = acting({ blinkLeft: 1, blinkRight: 1 });
    const estimates = [looking(10, 0), looking(80, 0), looking(0, 20)];
    expect(gazeError([acting({}), shut, acting({})], estimates)).toBeCloseTo(15, 9);
    expect(gazeError([shut], [looking(0, 0)])).toBeNull();
    expect(gazeError([], [])).toBeNull();
    expect(() => gazeError([shut], [])).toThrow('The list of estimates holds 0 numbers, not 1.');
  });
});

describe('the network', () => {
  const poses: Partial<Performance>[] = [
    {},
    { yaw: 45 },
    { yaw: -45, pitch: 20 },
    { pitch: 25, mouthOpen: 1 },
    { pitch: -25, smile: 1 },
    { roll: 20, browLeft: 1, browRight: 1 },
  ];

  test('sees both eyes in any pose', () => {
    for (let seed = 0; seed < 6; seed++) {
      for (const pose of poses) {
        const { landmarks } = cropOf(sampleIdentity(seed), acting(pose));
        for (const eye of ['eyeLeft', 'eyeRight'] as const) {
          for (const end of ['Outer', 'Top', 'Inner', 'Bottom'] as const) {
            const { x, y } = landmarks[`${eye}${end}`];
            // A pixel to spare.
            expect([x - EYES.left, EYES.right - x, y - EYES.top, EYES.bottom - y].every((d) => d > 1)).toBe(
              true,
            );
          }
        }
      }
    }
  });

  test('sees nothing else', () => {
    const net = buildGazeProbe(1);
    tf.tidy(() => {
      const outputsOf = (changed: (row: number, column: number) => boolean) => {
        const picture = tf.buffer([1, SIDE, SIDE, 3]);
        for (let i = 0; i < picture.size; i++) {
          const [row, column] = [Math.floor(i / (3 * SIDE)), Math.floor(i / 3) % SIDE];
          picture.values[i] = changed(row, column) ? 0.5 : (i % 11) / 11 - 0.5;
        }
        return [...(net.predict(picture.toTensor()) as tf.Tensor).dataSync()];
      };
      const inStrip = (row: number, column: number) =>
        row >= EYES.top && row < EYES.bottom && column >= EYES.left && column < EYES.right;
      const plain = outputsOf(() => false);
      expect(outputsOf((row, column) => !inStrip(row, column))).toEqual(plain);
      expect(outputsOf((row, column) => row === EYES.top && column === EYES.left)).not.toEqual(plain);
      expect(outputsOf((row, column) => row === EYES.bottom - 1 && column === EYES.right - 1)).not.toEqual(
        plain,
      );
    });
    net.dispose();
  });

  test('is the same for the same seed, small, and leaks nothing', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const inputs = tf.randomUniform([3, SIDE, SIDE, 3], -0.5, 0.5, 'float32', 5);
      const outputs = [1, 1, 2].map((seed) => {
        const net = buildGazeProbe(seed);
        const output = net.predict(inputs) as tf.Tensor;
        expect(output.shape).toEqual([3, gazeNames.length]);
        // Two bytes a number: it will come with the package.
        expect(2 * net.countParams()).toBeLessThan(500_000);
        net.dispose();
        return [...output.dataSync()];
      });
      expect(outputs[1]).toEqual(outputs[0]);
      expect(outputs[2]).not.toEqual(outputs[0]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the probe', () => {
  test('gives its outputs in degrees and parts, and the errors of swap and key', async () => {
    const net = buildGazeProbe(1);
    const last = net.layers.at(-1)!;
    const [kernel] = last.getWeights();
    tf.tidy(() => {
      last.setWeights([tf.zerosLike(kernel), tf.tensor1d([1, -2, 0.5, 0])]);
    });
    const before = tf.memory().numTensors;
    const probe = new GazeProbe(net);
    const faces = crops([new Uint8Array(3 * SIDE * SIDE), new Uint8Array(3 * SIDE * SIDE).fill(200)]);
    const estimates = await probe.estimate(faces);
    expect(estimates).toHaveLength(2);
    for (const estimate of estimates) {
      expect(estimate.horizontal).toBeCloseTo(GAZE_UNITS.horizontal, 5);
      expect(estimate.vertical).toBeCloseTo(-2 * GAZE_UNITS.vertical, 5);
      expect(estimate.blinkLeft).toBeCloseTo(0.5 * GAZE_UNITS.blinkLeft, 5);
      expect(estimate.blinkRight).toBeCloseTo(0, 5);
    }
    const acted = [acting({}), acting({ gazeX: 0.5 })];
    const error = gazeError(acted, estimates);
    expect(await probe.score(acted, { swap: faces, key: faces })).toEqual({ swap: error, key: error });
    expect(tf.memory().numTensors).toBe(before);
    probe.dispose();
  });

  test('learns where one person looks', async () => {
    const acted = [-1, 0, 1].flatMap((gazeX) => [-0.8, 0.8].map((gazeY) => acting({ gazeX, gazeY })));
    const pictures = acted.map((performance) => cropOf(sampleIdentity(3), performance).pixels);
    const net = buildGazeProbe(1);
    const inputs = tf.tidy(() =>
      tf.sub(tf.div(tf.tensor4d(pictures.flatMap((bytes) => [...bytes]), [6, SIDE, SIDE, 3]), 255), 0.5),
    ); // prettier-ignore
    const truths = tf.tensor2d(
      acted.map((performance) => gazeNames.map((name) => gazeOf(performance)[name] / GAZE_UNITS[name])),
    );
    const adam = tf.train.adam(2e-3);
    for (let step = 0; step < 60; step++) {
      adam.minimize(() =>
        tf.mean<tf.Scalar>(tf.abs(tf.sub(net.apply(inputs, { training: true }) as tf.Tensor, truths))),
      );
    }
    const probe = new GazeProbe(net);
    const ahead = acted.map(() => looking(0, 0));
    const { swap, key } = await probe.score(acted, {
      swap: crops(pictures.toReversed()),
      key: crops(pictures),
    });
    expect(key).toBeLessThan(gazeError(acted, ahead)! / 3);
    expect(swap, 'faces that look elsewhere').toBeGreaterThan(gazeError(acted, ahead)!);
    tf.dispose([inputs, truths]);
    adam.dispose();
    probe.dispose();
  });
});
