import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { clipKinds } from '../../src/clips/clip-kind.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { landmarkError } from '../../src/extract/alignments.ts';
import type { LandmarkPrediction, LandmarkFinder } from '../../src/extract/landmark-finder.ts';
import { loadCast } from '../../src/pipeline/cast.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { loadLandmarkFinder, pretrainedFolder } from '../../src/pipeline/pretrained.ts';
import {
  neutralPerformance,
  planClip,
  renderTruth,
  sampleIdentity,
  shotOf,
  studioCapture,
  type Identity,
  type TrueFrame,
} from '../../src/index.ts';

const SIZE = 256;
let finder: LandmarkFinder;
beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  finder = await loadLandmarkFinder();
});

/** People that the networks were never trained on: the cast, and people of small seeds. */
const strangers = async (): Promise<Identity[]> => [
  ...(await loadCast()).map(({ identity }) => identity),
  ...[1, 2, 3, 4].map(sampleIdentity),
];

const portraitOf = (seed: number) => ({
  identity: sampleIdentity(seed),
  performance: neutralPerformance,
  capture: studioCapture,
});

/** Moments of their clips. */
async function moments(): Promise<TrueFrame[]> {
  return (await strangers()).flatMap((identity, seed) =>
    clipKinds.flatMap((kind) => {
      const plan = planClip({ identity, kind, seed, frames: 75, size: SIZE, fps: 25 });
      return [0, 37, 74].map((frame) => renderTruth(shotOf(plan, frame), SIZE));
    }),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is found in frames, and how far each is off. */
function lookAt(frames: readonly TrueFrame[]): { faces: LandmarkPrediction[]; errors: number[] } {
  const faces = finder.find(frames);
  return { faces, errors: faces.map(({ landmarks }, i) => landmarkError(landmarks, frames[i].landmarks)) };
}

describe('on people never trained on', () => {
  test('landmarks are 3 % of the distance between the eyes off at most, on average, as is expected of them', async () => {
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
      return renderTruth({ ...shot, performance: { ...shot.performance, yaw } }, SIZE);
    });
    const { errors } = lookAt(frames);
    expect(mean(errors)).toBeLessThan(0.06);
    expect(Math.max(...errors)).toBeLessThan(0.15);
  });

  test('they weigh less than a megabyte', () => {
    const weigh = (name: 'landmarks-whole' | 'landmarks-close') =>
      statSync(join(pretrainedFolder(name), 'weights.bin')).size;
    expect(weigh('landmarks-whole') + weigh('landmarks-close')).toBeLessThan(1e6);
  });

  test('looking leaves no tensor', () => {
    const [frame] = [renderTruth(portraitOf(1), 128)];
    finder.find([frame]);
    const before = tf.memory().numTensors;
    finder.find([frame]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('a batch finds what one frame after the other does', () => {
  const frames = [1, 2].map((seed) =>
    renderTruth(
      shotOf(
        planClip({ identity: sampleIdentity(seed), kind: 'driving', seed, frames: 1, size: 96, fps: 25 }),
        0,
      ),
      96,
    ),
  );
  const together = finder.find(frames);
  frames.forEach((frame, i) => {
    const [alone] = finder.find([frame]);
    expect(Math.abs(alone.landmarks.noseTip.x - together[i].landmarks.noseTip.x)).toBeLessThan(0.01);
    expect(alone.uncertainty).toBeCloseTo(together[i].uncertainty, 4);
  });
});
