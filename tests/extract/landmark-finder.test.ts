import { statSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mean } from '../../scripts/statistics.ts';
import { clipKinds } from '../../src/clips/clip-kind.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../src/errors.ts';
import { landmarkError } from '../../src/extract/alignments.ts';
import { LandmarkFinder, type LandmarkPrediction } from '../../src/extract/landmark-finder.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { assetPath, nodeHost } from '../../src/node/host.ts';
import { loadPretrained } from '../../src/pipeline/networks/pretrained.ts';
import { loadCast, portraitOf } from '../../src/pipeline/people.ts';
import { planClip, sampleIdentity, shotOf, VerifiedFrame, type Identity } from '../../src/index.ts';

const SIZE = 256;
let networks: tf.LayersModel[];
let finder: LandmarkFinder;
beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  networks = [
    await loadPretrained(nodeHost(), 'landmarks-whole'),
    await loadPretrained(nodeHost(), 'landmarks-close'),
  ];
  finder = new LandmarkFinder(networks[0], networks[1]);
});
afterAll(() => {
  for (const network of networks) network.dispose();
});

/** People that the networks were never trained on: the cast, and people of small seeds. */
const strangers = async (): Promise<Identity[]> => [
  ...(await loadCast(nodeHost())).map(({ identity }) => identity),
  ...[1, 2, 3, 4].map(sampleIdentity),
];

/** Moments of their clips. */
async function moments(): Promise<VerifiedFrame[]> {
  return (await strangers()).flatMap((identity, seed) =>
    clipKinds.flatMap((kind) => {
      const plan = planClip({ identity, kind, seed, frames: 75, size: SIZE, fps: 25 });
      return [0, 37].map((frame) => new VerifiedFrame(shotOf(plan, frame), SIZE, true));
    }),
  );
}

/** What is found in frames, and how far each is off. */
function lookAt(frames: readonly VerifiedFrame[]): { faces: LandmarkPrediction[]; errors: number[] } {
  const faces = finder.find(frames.map(({ pixels }) => pixels));
  return { faces, errors: faces.map(({ landmarks }, i) => landmarkError(landmarks, frames[i].landmarks)) };
}

describe('on people never trained on', () => {
  test('the mean error of landmarks is at most 3 % of the distance between the eyes, and near their uncertainty', async () => {
    const { faces, errors } = lookAt(await moments());
    expect(mean(errors)).toBeLessThan(0.03);
    const expected = mean(faces.map(({ uncertainty }) => uncertainty));
    expect(expected / mean(errors)).toBeGreaterThan(0.8);
    expect(expected / mean(errors)).toBeLessThan(1.3);
  });

  test.each([-45, -30, -15, 0, 15, 30, 45])('no face is missed that is turned by %i°', async (yaw) => {
    const people = await strangers();
    const frames = people.map((identity, i) => {
      const plan = planClip({ identity, kind: 'driving', seed: i, frames: 1, size: SIZE, fps: 25 });
      const shot = shotOf(plan, 0);
      return new VerifiedFrame({ ...shot, performance: { ...shot.performance, yaw } }, SIZE, true);
    });
    const { errors } = lookAt(frames);
    expect(mean(errors)).toBeLessThan(0.06);
    expect(Math.max(...errors)).toBeLessThan(0.15);
  });

  test('they take less than a megabyte', () => {
    const sizeOf = (name: 'landmarks-whole' | 'landmarks-close') =>
      statSync(assetPath(`pretrained/${name}/weights.bin`)).size;
    expect(sizeOf('landmarks-whole') + sizeOf('landmarks-close')).toBeLessThan(1e6);
  });

  test('finding leaves no tensor', () => {
    const { pixels } = new VerifiedFrame(portraitOf({ identity: sampleIdentity(1) }), 128);
    finder.find([pixels]);
    const before = tf.memory().numTensors;
    finder.find([pixels]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a frame that is not proven is refused', () => {
  const { pixels } = new VerifiedFrame(portraitOf({ identity: sampleIdentity(1) }), 64);
  expect(() => finder.find([pixels, structuredClone(pixels)])).toThrow(InputError);
});

test('a batch finds what one frame after the other does', () => {
  const frames = [1, 2].map(
    (seed) =>
      new VerifiedFrame(
        shotOf(
          planClip({ identity: sampleIdentity(seed), kind: 'driving', seed, frames: 1, size: 96, fps: 25 }),
          0,
        ),
        96,
      ).pixels,
  );
  const together = finder.find(frames);
  frames.forEach((frame, i) => {
    const [alone] = finder.find([frame]);
    expect(Math.abs(alone.landmarks.noseTip.x - together[i].landmarks.noseTip.x)).toBeLessThan(0.01);
    expect(alone.uncertainty).toBeCloseTo(together[i].uncertainty, 4);
  });
});
