import { beforeAll, describe, expect, test } from 'vitest';
import { clipKinds } from '../../src/clips/clip-kind.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { landmarkError } from '../../src/extract/alignments.ts';
import type { FoundFace, LandmarkFinder } from '../../src/extract/landmark-finder.ts';
import { loadCast } from '../../src/files/cast.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { loadLandmarkFinder } from '../../src/files/pretrained.ts';
import { planClip, renderTruth, sampleIdentity, shotOf, type TrueFrame } from '../../src/index.ts';

const SIZE = 256;
let finder: LandmarkFinder;
beforeAll(async () => {
  await chooseBackend(nodeBackends(), 'wasm');
  finder = await loadLandmarkFinder();
});

/** Moments of clips of people that the networks were never trained on: the cast, and people of small seeds. */
async function moments(): Promise<TrueFrame[]> {
  const people = [...(await loadCast()).map(({ identity }) => identity), ...[1, 2, 3, 4].map(sampleIdentity)];
  return people.flatMap((identity, seed) =>
    clipKinds.flatMap((kind) => {
      const plan = planClip({ identity, kind, seed, frames: 75, size: SIZE, fps: 25 });
      return [0, 37, 74].map((frame) => renderTruth(shotOf(plan, frame), SIZE));
    }),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('on people never trained on', () => {
  let frames: TrueFrame[];
  let faces: FoundFace[];
  let errors: number[];
  beforeAll(async () => {
    frames = await moments();
    faces = finder.find(frames);
    errors = faces.map(({ landmarks }, i) => landmarkError(landmarks, frames[i].landmarks));
  }, 60_000);

  test('landmarks are 3 % of the distance between the eyes off at most, on average', () => {
    expect(mean(errors)).toBeLessThan(0.03);
  });

  test('no face is missed', () => {
    expect(Math.max(...errors)).toBeLessThan(0.15);
  });

  test('the error that is expected is about the error there is', () => {
    const expected = mean(faces.map(({ expectedError }) => expectedError));
    expect(expected / mean(errors)).toBeGreaterThan(0.5);
    expect(expected / mean(errors)).toBeLessThan(2);
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
    expect(alone.expectedError).toBeCloseTo(together[i].expectedError, 4);
  });
});
