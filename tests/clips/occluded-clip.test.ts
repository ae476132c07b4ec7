import { describe, expect, test } from 'vitest';
import {
  formatManifest,
  InputError,
  parseManifest,
  planClip,
  RefusedFrameError,
  render,
  sampleIdentity,
  sealManifest,
  sha256Hex,
  shotOf,
  verifyFrame,
  type Manifest,
  type Occluder,
} from '../../src/index.ts';

describe('a clip with an occluder', () => {
  const SIZE = 48;
  const plan = planClip({
    ...{ identity: sampleIdentity(2), kind: 'driving', seed: 4, frames: 30, size: SIZE, fps: 10 },
    occluder: 'any',
  });
  const pixels = plan.frames.map((_, i) => render(shotOf(plan, i), SIZE).pixels);
  const manifest = sealManifest(plan, pixels.map(sha256Hex));
  // The frame in which it hides most.
  const middle = manifest.frames.reduce((best, { occluder }, i) => {
    const distance = (of: Occluder | undefined) => (of ? Math.abs(of.x) + Math.abs(of.y + 0.3) : 99);
    return distance(occluder) < distance(manifest.frames[best].occluder) ? i : best;
  }, 0);
  const edited = (change: (occluder: Occluder) => void): Manifest => {
    const copy = structuredClone(manifest);
    change(copy.frames[middle].occluder!);
    return copy;
  };

  test('is written, read and verified', () => {
    const read = parseManifest(JSON.parse(formatManifest(manifest)));
    expect(read).toEqual(manifest);
    pixels.forEach((found, i) => {
      expect(verifyFrame(read, i, found).shot.capture.occluder).toEqual(plan.frames[i].occluder);
    });
  });

  test.each<[string, (occluder: Occluder) => void]>([
    ['moved', (occluder) => (occluder.x += 0.2)],
    ['of another colour', (occluder) => (occluder.colour = '#12ab34')],
    ['of another kind', (occluder) => (occluder.kind = occluder.kind === 'mug' ? 'fan' : 'mug')],
  ])('is refused when its occluder is %s, by its seal and, sealed again, by its pixels', (_, change) => {
    expect(() => parseManifest(edited(change))).toThrow(/changed after the clip was filmed/);
    expect(() => verifyFrame(edited(change), middle, pixels[middle])).toThrow(RefusedFrameError);
  });

  test('is refused when its occluder is taken away, or given to a frame that has none', () => {
    const gone = structuredClone(manifest);
    delete gone.frames[middle].occluder;
    expect(() => parseManifest(gone)).toThrow(InputError);
    expect(() => verifyFrame(gone, middle, pixels[middle])).toThrow(RefusedFrameError);
    const added = structuredClone(manifest);
    const bare = added.frames.findIndex(({ occluder }) => !occluder);
    added.frames[bare].occluder = manifest.frames[middle].occluder;
    expect(() => parseManifest(added)).toThrow(InputError);
    expect(() => verifyFrame(added, bare, pixels[bare])).toThrow(RefusedFrameError);
  });

  test('of another renderer is filmed again with what it has', () => {
    const as = (kinds: readonly Occluder['kind'][]) => ({
      ...manifest,
      rendererVersion: 99,
      frames: manifest.frames.map((frame, i) =>
        frame.occluder ? { ...frame, occluder: { ...frame.occluder, kind: kinds[i % kinds.length] } } : frame,
      ),
    });
    const advice = (value: unknown): string => {
      try {
        parseManifest(value);
      } catch (error) {
        return (error as InputError).advice;
      }
      return 'none';
    };
    expect(advice(as(['mug']))).toMatch(/^Film it again: janus film .* --occluder mug$/);
    expect(advice(as(['mug', 'fan']))).toMatch(/ --occluder any$/);
    expect(advice({ ...as(['mug']), frames: [null, 7, {}] })).toMatch(/^Film it again: (?!.*occluder)/);
  });

  test('is refused when its occluder is out of range, by the field', () => {
    expect(() => parseManifest(edited((occluder) => (occluder.size = 9)))).toThrow(
      `clip.json: frames.${middle}.occluder.size is 9: expected a number from 0.5 to 1.5`,
    );
    expect(() => parseManifest(edited((occluder) => Object.assign(occluder, { hand: 1 })))).toThrow(
      `clip.json: frames.${middle}.occluder.hand: no such field`,
    );
  });
});
