import { describe, expect, test } from 'vitest';
import {
  backgroundStyles,
  beardStyles,
  glassesStyles,
  hairStyles,
  render,
  RENDERER_VERSION,
  renderTruth,
} from '../../src/index.ts';
import { differences, draw, fingerprint, goldenShots, recorded } from './golden.ts';

describe('the golden shots', () => {
  test('are at least 200, of every style and of sizes from 64 to 256', () => {
    const seen = new Set(
      goldenShots.flatMap(({ shot: { identity, capture }, size }) => [
        `hair ${identity.hair.style}`,
        `beard ${identity.beard.style}`,
        `glasses ${identity.glasses.style}`,
        `background ${capture.background.style}`,
        `size ${size}`,
      ]),
    );
    expect(goldenShots.length).toBeGreaterThanOrEqual(200);
    expect(new Set(goldenShots.map(({ name }) => name)).size).toBe(goldenShots.length);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...hairStyles.map((style) => `hair ${style}`),
        ...beardStyles.map((style) => `beard ${style}`),
        ...glassesStyles.map((style) => `glasses ${style}`),
        ...backgroundStyles.map((style) => `background ${style}`),
        ...[64, 80, 96, 128, 160, 256].map((size) => `size ${size}`),
      ]),
    );
  });

  test('are on record for this version of the renderer', () => {
    expect(recorded.rendererVersion, 'run: npm run golden').toBe(RENDERER_VERSION);
    expect(Object.keys(recorded.shots)).toEqual(goldenShots.map(({ name }) => name));
  });

  test('are drawn as recorded', () => {
    expect(differences(draw(goldenShots))).toEqual([]);
  });

  test('do not depend on what was drawn before them', () => {
    // Backwards, and neighbours of one size: a buffer that is not cleared between two pictures of a size
    // would show.
    const otherwise = goldenShots
      .filter((_, i) => i % 2 === 0)
      .toReversed()
      .sort((a, b) => b.size - a.size);
    expect(differences(draw(otherwise))).toEqual([]);
  });

  test('drawn twice running are the same twice', () => {
    const unlike = goldenShots.slice(0, 30).filter(({ shot, size }) => {
      return fingerprint(renderTruth(shot, size)) !== fingerprint(renderTruth(shot, size));
    });
    expect(unlike.map(({ name }) => name)).toEqual([]);
  });

  test('have the same pixels with their masks and landmarks and without', () => {
    const unlike = goldenShots.slice(30, 80).filter(({ shot, size }) => {
      const { pixels } = render(shot, size);
      const truth = renderTruth(shot, size);
      return pixels.length !== size * size * 3 || !same(pixels, truth.pixels);
    });
    expect(unlike.map(({ name }) => name)).toEqual([]);
  });

  test('keep their frame when the next one is drawn', () => {
    const [first, ...others] = goldenShots.slice(0, 12);
    const frame = renderTruth(first.shot, first.size);
    const before = fingerprint(frame);
    draw(others);
    expect(fingerprint(frame)).toBe(before);
  });
});

const same = (a: Uint8Array, b: Uint8Array) => a.every((byte, i) => byte === b[i]);
