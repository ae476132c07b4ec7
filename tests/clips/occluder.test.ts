import { describe, expect, test } from 'vitest';
import {
  clipKinds,
  MAX_FRAMES,
  occluderChoices,
  occluderKinds,
  occluderSchema,
  planClip,
  render,
  renderTruth,
  sampleIdentity,
  scriptOccluder,
  shotOf,
  type Occluder,
} from '../../src/index.ts';

const FPS = 25;
const things = occluderChoices.filter((choice) => choice !== 'none');
const script = (choice: (typeof things)[number], seed: number, frames = 600, fps = FPS) =>
  scriptOccluder(choice, 'driving', seed, 12345 + seed, frames, fps);

/** The runs of frames in which one thing is there: it comes, stays and goes. */
function passes(occluders: readonly (Occluder | undefined)[]): Occluder[][] {
  const found: Occluder[][] = [];
  occluders.forEach((occluder, i) => {
    if (!occluder) return;
    if (!occluders[i - 1]) found.push([]);
    found.at(-1)!.push(occluder);
  });
  return found;
}

describe.each(things)('%s', (choice) => {
  test('comes and goes again and again, valid in every frame', () => {
    for (let seed = 0; seed < 8; seed++) {
      const occluders = script(choice, seed);
      const there = occluders.filter((occluder) => occluder !== undefined);
      for (const occluder of there) expect(occluderSchema.parse(occluder)).toEqual(occluder);
      expect(there.length / 600).toBeGreaterThan(0.4);
      expect(there.length / 600).toBeLessThan(0.7);
      expect(passes(occluders).length).toBeGreaterThanOrEqual(4);
      const kinds = new Set(there.map(({ kind }) => kind));
      if (choice !== 'any') expect(kinds).toEqual(new Set([choice]));
    }
  });

  test('neither jumps nor changes while it is there', () => {
    for (let seed = 0; seed < 8; seed++) {
      for (const pass of passes(script(choice, seed))) {
        for (const [i, now] of pass.entries()) {
          if (i === 0) continue;
          const last = pass[i - 1];
          const { kind, size, colour, seed: pattern } = last;
          expect(now).toMatchObject({ kind, size, colour, seed: pattern });
          // Head radii and degrees in a twenty-fifth of a second: as fast as an arm, no faster.
          for (const field of ['x', 'y'] as const)
            expect(Math.abs(now[field] - last[field])).toBeLessThan(0.6);
          for (const field of ['yaw', 'pitch', 'roll'] as const) {
            expect(Math.abs(now[field] - last[field])).toBeLessThan(6);
          }
        }
      }
    }
  });

  test('is where it is at a time, at any number of frames a second, however long the clip', () => {
    for (let seed = 0; seed < 8; seed++) {
      const slow = script(choice, seed, 120, 12);
      const fast = script(choice, seed, 600, 60);
      expect(fast.filter((_, i) => i % 5 === 0)).toEqual(slow);
      expect(script(choice, seed, 45, 12)).toEqual(slow.slice(0, 45));
    }
  });

  test('comes into the frame from outside it, and its shadow too', () => {
    for (let seed = 0; seed < 5; seed++) {
      const plan = planClip({
        ...{ identity: sampleIdentity(seed), kind: 'driving', seed, frames: 480, size: 32, fps: 60 },
        occluder: choice,
      });
      plan.frames.forEach(({ occluder }, i) => {
        const before = i > 0 && plan.frames[i - 1].occluder !== undefined;
        const after = i === 479 || plan.frames[i + 1].occluder !== undefined;
        if (!occluder || (before && after)) return;
        const shot = shotOf(plan, i);
        const bare = { ...shot, capture: { ...shot.capture, occluder: undefined } };
        expect(
          renderTruth(shot, 32).occluderMask.every((value) => value === 0),
          `${seed}, ${i}`,
        ).toBe(true);
        expect(render(shot, 32).pixels, `${seed}, ${i}`).toEqual(render(bare, 32).pixels);
      });
    }
  });
});

test('something of the face is hidden in a third to half of the frames, and never all of it for long', () => {
  const sum = (mask: Uint8Array) => mask.reduce((total, value) => total + value, 0);
  for (const [i, kind] of clipKinds.entries()) {
    for (const [k, choice] of things.entries()) {
      const seed = 10 * i + k;
      const plan = planClip({
        ...{ identity: sampleIdentity(seed), kind, seed, frames: 120, size: 32, fps: 6 },
        occluder: choice,
      });
      const hidden = plan.frames.map((frame, index) => {
        if (!frame.occluder) return 0;
        const shot = shotOf(plan, index);
        const free = renderTruth({ ...shot, capture: { ...shot.capture, occluder: undefined } }, 32).faceMask;
        return 1 - sum(renderTruth(shot, 32).faceMask) / sum(free);
      });
      const part = hidden.filter((value) => value > 0.02).length / hidden.length;
      expect(part, `${kind}, ${choice}`).toBeGreaterThan(0.3);
      expect(part, `${kind}, ${choice}`).toBeLessThan(0.5);
      expect(hidden.filter((value) => value > 0.8).length, `${kind}, ${choice}`).toBeLessThan(15);
      expect(Math.max(...hidden), `${kind}, ${choice}`).toBeLessThan(0.98);
    }
  }
});

test('any is each of them in turn', () => {
  const there = script('any', 3, MAX_FRAMES / 4).flatMap((occluder) => (occluder ? [occluder.kind] : []));
  expect(new Set(there)).toEqual(new Set(occluderKinds));
});

test('the two kinds of clip, two seeds and two people have paths of their own', () => {
  const paths = clipKinds.flatMap((kind) =>
    [1, 2].flatMap((seed) => [7, 8].map((actor) => scriptOccluder('mug', kind, seed, actor, 100, FPS))),
  );
  expect(new Set(paths.map((path) => JSON.stringify(path))).size).toBe(8);
});

test.each(clipKinds)('a %s clip has the motion and the light that it has without an occluder', (kind) => {
  const options = { identity: sampleIdentity(5), kind, seed: 9, frames: 100, size: 32, fps: FPS } as const;
  const without = planClip(options);
  for (const occluder of things) {
    const plan = planClip({ ...options, occluder });
    expect(plan.frames.some((frame) => frame.occluder)).toBe(true);
    const stripped = plan.frames.map(({ performance, framing }) => ({ performance, framing }));
    expect({ ...plan, frames: stripped }).toEqual(without);
    expect(planClip({ ...options, occluder })).toEqual(plan);
  }
});

test('a choice that there is not is refused by what there is', () => {
  const options = {
    identity: sampleIdentity(5),
    kind: 'driving',
    seed: 9,
    frames: 4,
    size: 32,
    fps: FPS,
  } as const;
  expect(() => planClip({ ...options, occluder: 'cup' as 'mug' })).toThrow(
    'clip: occluder is "cup": expected one of none, mug, fan, sleeve, any',
  );
});
