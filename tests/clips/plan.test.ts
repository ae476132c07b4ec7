import { expect, test } from 'vitest';
import { clipKinds, usualClip, type ClipKind } from '../../src/clips/clip-kind.ts';
import { InputError, MAX_FRAMES, planClip, sampleIdentity, shotOf } from '../../src/index.ts';

const SIZE = 32;

test('an option out of range is refused by its name', () => {
  const options = {
    identity: sampleIdentity(5),
    kind: 'driving',
    seed: 9,
    frames: 4,
    size: SIZE,
    fps: 25,
  } as const;
  expect(() => planClip({ ...options, frames: 0 })).toThrow(
    /frames is 0: expected a whole number from 1 to 20000/,
  );
  expect(() => planClip({ ...options, frames: MAX_FRAMES + 1 })).toThrow(InputError);
  expect(() => planClip({ ...options, fps: 0.5 })).toThrow(/fps is 0\.5: expected a number from 1 to 60/);
  expect(() => planClip({ ...options, seed: -1 })).toThrow(InputError);
});

test('a training clip has six takes a second, a driving clip one, and either as many as are asked for', () => {
  const options = { identity: sampleIdentity(5), seed: 9, frames: 60, size: SIZE, fps: 25 } as const;
  const firsts = (change: object) =>
    planClip({ ...options, kind: 'training', ...change }).takes.map(({ first }) => first);
  expect(firsts({})).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56]);
  expect(firsts({ fps: 6 })).toHaveLength(60);
  expect(firsts({ kind: 'driving' })).toEqual([0]);
  expect(firsts({ takes: 4 })).toEqual([0, 15, 30, 45]);
  expect(firsts({ takes: 500 })).toHaveLength(60);
  const clip = planClip({ ...options, kind: 'training' });
  const lights = clip.frames.map((_, i) => JSON.stringify(shotOf(clip, i).capture.light));
  expect(new Set(lights.slice(0, 4)).size).toBe(1);
  expect(new Set(lights).size).toBe(15);
});

test('a clip of which only the kind is said is the usual one: a training clip has a light for every frame', () => {
  const planned = (kind: ClipKind) => planClip({ identity: sampleIdentity(5), seed: 9, kind });
  for (const kind of clipKinds) {
    const { size, fps, frames } = planned(kind);
    expect({ size, fps, frames: frames.length }).toEqual(usualClip[kind]);
  }
  expect(planned('training').takes).toHaveLength(usualClip.training.frames);
  expect(planned('driving').takes).toHaveLength(1);
});
