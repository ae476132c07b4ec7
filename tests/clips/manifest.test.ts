import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostManifestBytes } from '../../src/clips/manifest.ts';
import sample from '../../data-synthetic/sample/clip.json' with { type: 'json' };
import {
  formatManifest,
  InputError,
  parseManifest,
  planClip,
  render,
  sampleIdentity,
  sampleOccluder,
  sealManifest,
  sha256Hex,
  shotOf,
  type Manifest,
} from '../../src/index.ts';

const SIZE = 32;
const plan = planClip({
  identity: sampleIdentity(5),
  name: 'seed:5',
  kind: 'driving',
  seed: 9,
  frames: 4,
  size: SIZE,
  fps: 25,
});
const hashes = plan.frames.map((_, i) => sha256Hex(render(shotOf(plan, i), SIZE).pixels));
const manifest = sealManifest(plan, hashes);

/** A manifest's content with one place changed, and sealed again as a forger would. */
function forged(change: (copy: Record<string, unknown> & Manifest) => void): unknown {
  const copy = structuredClone(manifest) as Record<string, unknown> & Manifest;
  change(copy);
  return copy;
}

test('a manifest is read as it was written', () => {
  expect(parseManifest(JSON.parse(formatManifest(manifest)))).toEqual(manifest);
  expect(
    formatManifest(manifest)
      .split('\n')
      .filter((line) => line.includes('"sha256"')),
  ).toHaveLength(4);
});

test('however long its numbers are, a manifest is shorter than the limit that its reader sets', () => {
  const frames = 300;
  const identity = sampleIdentity(5);
  const name = `seed:${'9'.repeat(55)}`;
  const long = planClip({
    identity,
    name,
    kind: 'training',
    seed: 9,
    frames,
    size: SIZE,
    fps: 25,
    takes: frames,
  });
  const occluder = { ...sampleOccluder(5), kind: 'sleeve' } as const;
  const occluded = { ...long, frames: long.frames.map((frame) => ({ ...frame, occluder })) };
  const text = formatManifest(sealManifest(occluded, Array<string>(frames).fill(hashes[0])));
  const widest = text.replace(/(?<=[:[,]\s*)-?\d[\d.e-]*(?=[\s,\]}])/g, '-1.2345678901234567e-100');
  expect(widest.length).toBeGreaterThan(1.5 * text.length);
  expect(widest.length).toBeLessThan(mostManifestBytes(frames, frames));
});

describe('a clip without an occluder', () => {
  test('that was filmed before there were any is as valid as ever, with the same text and seal', () => {
    const read = parseManifest(structuredClone(sample));
    expect(read).toEqual(sample);
    expect(JSON.stringify(read)).toBe(JSON.stringify(sample));
    const { seal, ...unsealed } = read;
    const known = read.frames.map(({ sha256 }) => sha256);
    expect(sealManifest(unsealed, known).seal).toBe(seal);
  });

  test('has no word of one', () => {
    expect(formatManifest(manifest)).not.toContain('occluder');
    const { identity, name, kind, seed, fps } = plan;
    const none = planClip({ identity, name, kind, seed, fps, frames: 4, size: SIZE, occluder: 'none' });
    expect(JSON.stringify(none)).toBe(JSON.stringify(plan));
  });
});

test("each frame's shot has the clip's person and light, its own performance, place and noise", () => {
  const shots = plan.frames.map((_, i) => shotOf(plan, i));
  expect(new Set(shots.map(({ capture }) => capture.noiseSeed)).size).toBe(4);
  for (const [i, shot] of shots.entries()) {
    expect(shot.identity).toEqual(plan.identity);
    expect(shot.performance).toEqual(plan.frames[i].performance);
    expect(shot.capture).toMatchObject({ light: plan.takes[0].capture.light, ...plan.frames[i].framing });
  }
  expect(() => shotOf(plan, 4)).toThrow(/no frame 4: it has frames 0 to 3/);
  expect(() => shotOf(plan, -1)).toThrow(InputError);
});

describe('is refused', () => {
  test.each<[string, (copy: Record<string, unknown> & Manifest) => void, RegExp]>([
    [
      'another format',
      (m) => Object.assign(m, { formatVersion: 3 }),
      /format version 3; this Janus reads version 2/,
    ],
    ['an older format', (m) => Object.assign(m, { formatVersion: 1 }), /format version 1; this Janus reads/],
    ['takes out of order', (m) => (m.takes = [m.takes[0], m.takes[0]]), /takes is .* follow one another/],
    ['a late first take', (m) => (m.takes[0].first = 1), /takes is .* begin at frame 0/],
    ['another renderer', (m) => (m.rendererVersion = 99), /drawn by renderer 99; this is renderer/],
    [
      'a path among the frames',
      (m) => Object.assign(m.frames[1], { file: '../../etc/passwd' }),
      /frames\.1\.file: no such field/,
    ],
    ['an unknown field', (m) => (m['folder'] = '/'), /folder: no such field/],
    ['a huge size', (m) => (m.size = 1e9), /size is 1000000000: expected a whole number from 16 to 1024/],
    ['no frames', (m) => (m.frames = []), /frames is \[\]/],
    [
      'a performance out of range',
      (m) => (m.frames[2].performance.yaw = 180),
      /frames\.2\.performance\.yaw is 180: expected a number from -60 to 60/,
    ],
    [
      'a person out of range',
      (m) => (m.identity.head.width = 9),
      /identity\.head\.width is 9: expected a number from 0\.8 to 1\.2/,
    ],
    [
      'a hash that is none',
      (m) => (m.frames[0].sha256 = 'xyz'),
      /frames\.0\.sha256 is "xyz": expected a SHA-256/,
    ],
    ['a changed kind', (m) => (m.kind = 'training'), /changed after the clip was filmed/],
    ['a changed seed', (m) => (m.seed = 10), /changed after the clip was filmed/],
    ['a changed name', (m) => (m.name = 'seed:6'), /changed after the clip was filmed/],
    [
      'a changed performance',
      (m) => (m.frames[0].performance.smile = 0.5),
      /changed after the clip was filmed/,
    ],
    ['a changed light', (m) => (m.takes[0].capture.light.azimuth = 1), /changed after the clip was filmed/],
    ['frames in another order', (m) => m.frames.reverse(), /changed after the clip was filmed/],
    ['a frame left out', (m) => m.frames.pop(), /changed after the clip was filmed/],
  ])('%s', (_, change, message) => {
    let error: unknown;
    try {
      parseManifest(forged(change));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    expect((error as InputError).advice).not.toBe('');
  });

  test('whatever else a fuzzer finds, with one error and in no time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseManifest(value)).toThrow(InputError);
      }),
      { numRuns: 500 },
    );
  });

  test('any other value in any place', () => {
    const places = leaves(manifest);
    expect(places.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        const copy = structuredClone(manifest) as unknown;
        const group = path.slice(0, -1).reduce((here, key) => (here as Record<string, unknown>)[key], copy);
        const key = path.at(-1)!;
        fc.pre(JSON.stringify((group as Record<string, unknown>)[key]) !== JSON.stringify(value));
        (group as Record<string, unknown>)[key] = value;
        expect(() => parseManifest(copy)).toThrow(InputError);
      }),
      { numRuns: 1000 },
    );
  });
});

/** The ways to every value of a tree that is no object or list itself. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}
