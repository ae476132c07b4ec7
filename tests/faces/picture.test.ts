import { describe, expect, test } from 'vitest';
import {
  backgroundStyles,
  landmarkNames,
  neutralPerformance,
  render,
  renderTruth,
  sampleCapture,
  sampleIdentity,
  samplePerformance,
  sampleShot,
  studioCapture,
  type Capture,
  type Shot,
  type TrueFrame,
} from '../../src/index.ts';
import { goldenShots } from './golden.ts';

const SIZE = 96;
const seeds = Array.from({ length: 12 }, (_, i) => i);

/**
 * A shot of a seed, filmed so that nothing but the backdrop is behind a head and each pixel is seen alone.
 */
const clean = (seed: number): Shot => {
  const shot = sampleShot(seed);
  return { ...shot, capture: { ...shot.capture, blur: 0, noise: 0 } };
};
const filmed = (shot: Shot, change: Partial<Capture>): Shot => ({
  ...shot,
  capture: { ...shot.capture, ...change },
});
const places = ({ landmarks }: TrueFrame) =>
  landmarkNames.map((name) => [landmarks[name].x, landmarks[name].y] as const);

describe('the masks', () => {
  test('of the face never exceed those of the head', () => {
    const exceeding = goldenShots.slice(0, 72).filter(({ shot, size }) => {
      const { faceMask, headMask } = renderTruth(shot, size);
      return faceMask.some((face, i) => face > headMask[i]);
    });
    expect(exceeding.map(({ name }) => name)).toEqual([]);
  });

  test('cover what a face and a head would', () => {
    for (const seed of seeds) {
      const shot = {
        identity: sampleIdentity(seed),
        performance: neutralPerformance,
        capture: studioCapture,
      };
      const { faceMask, headMask } = renderTruth(shot, SIZE);
      const fraction = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0) / 255 / mask.length;
      expect(fraction(faceMask), `face of seed ${seed}`).toBeGreaterThan(0.08);
      expect(fraction(headMask), `head of seed ${seed}`).toBeLessThan(0.7);
    }
  });

  test('do not depend on light, backdrop, blur and noise; nor do the landmarks', () => {
    for (const seed of seeds) {
      const shot = sampleShot(seed);
      const { x, y, size } = shot.capture;
      const a = renderTruth(shot, SIZE);
      const b = renderTruth(filmed(shot, { ...sampleCapture(seed + 500), x, y, size }), SIZE);
      expect(b.faceMask, `face mask of seed ${seed}`).toEqual(a.faceMask);
      expect(b.headMask, `head mask of seed ${seed}`).toEqual(a.headMask);
      expect(b.landmarks, `landmarks of seed ${seed}`).toEqual(a.landmarks);
      expect(b.pixels, `pixels of seed ${seed}`).not.toEqual(a.pixels);
    }
  });
});

describe('the backdrop', () => {
  test('shows nowhere through the head', () => {
    for (const seed of seeds) {
      const shot = clean(seed);
      const { headMask, pixels } = renderTruth(shot, SIZE);
      for (const style of backgroundStyles) {
        const background = { style, from: '#00ff00', to: '#ff00ff', seed: seed + 1 };
        const other = render(filmed(shot, { background }), SIZE).pixels;
        const through = Array.from(headMask.keys()).filter(
          (i) => headMask[i] === 255 && [0, 1, 2].some((c) => pixels[i * 3 + c] !== other[i * 3 + c]),
        );
        expect(through, `seed ${seed}, ${style}`).toEqual([]);
        expect(other, `seed ${seed}, ${style}`).not.toEqual(pixels);
      }
    }
  });

  test('keeps its place whoever stands before it', () => {
    for (const seed of seeds) {
      const { capture } = filmed(clean(seed), { size: 0.3, y: 0.6 });
      const [a, b] = [seed, seed + 1].map((person) =>
        render({ identity: sampleIdentity(person), performance: samplePerformance(person), capture }, SIZE),
      );
      const top = 12 * SIZE * 3;
      expect(a.pixels.subarray(0, top), `seed ${seed}`).toEqual(b.pixels.subarray(0, top));
    }
  });
});

describe('the sensor', () => {
  test('has no noise at noise 0, whatever the seed of it', () => {
    for (const seed of seeds) {
      const shot = clean(seed);
      const other = filmed(shot, { noiseSeed: seed + 12345 });
      expect(render(other, SIZE).pixels, `seed ${seed}`).toEqual(render(shot, SIZE).pixels);
    }
  });

  test('has noise of the given standard deviation, another for another seed', () => {
    const shot = filmed(clean(3), { light: { ...studioCapture.light, power: 0.6 } });
    const still = render(shot, SIZE).pixels;
    const noisy = render(filmed(shot, { noise: 0.02 }), SIZE).pixels;
    const other = render(filmed(shot, { noise: 0.02, noiseSeed: 99 }), SIZE).pixels;
    expect(other).not.toEqual(noisy);
    const unclipped = Array.from(still.keys()).filter((i) => still[i] > 30 && still[i] < 225);
    const differences = unclipped.map((i) => noisy[i] - still[i]);
    const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length;
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(deviation / 255).toBeGreaterThan(0.018);
    expect(deviation / 255).toBeLessThan(0.022);
  });

  test('blurs: the softer the lens, the less neighbours differ', () => {
    const shot = clean(5);
    const contrast = (blur: number) => {
      const { pixels } = render(filmed(shot, { blur }), SIZE);
      return pixels.reduce((sum, value, i) => sum + (i < 3 ? 0 : Math.abs(value - pixels[i - 3])), 0);
    };
    const contrasts = [0, 0.25, 0.5, 0.75, 1].map(contrast);
    expect(contrasts).toEqual(contrasts.toSorted((a, b) => b - a));
    expect(contrasts[4]).toBeLessThan(contrasts[0] * 0.95);
  });
});

describe('the camera', () => {
  test('keeps the landmarks in place at every resolution', () => {
    for (const seed of seeds) {
      const shot = sampleShot(seed);
      for (const size of [64, 128]) {
        const small = places(renderTruth(shot, size));
        const large = places(renderTruth(shot, size * 2));
        small.forEach(([x, y], i) => {
          const name = `${landmarkNames[i]} of seed ${seed} at ${size} and ${size * 2} px`;
          expect(Math.abs(large[i][0] - 2 * x), name).toBeLessThan(1e-6);
          expect(Math.abs(large[i][1] - 2 * y), name).toBeLessThan(1e-6);
        });
      }
    }
  });

  test('draws the same picture at twice the size, only finer', () => {
    for (const seed of seeds) {
      const shot = clean(seed);
      const small = render(shot, 64).pixels;
      const large = render(shot, 128).pixels;
      let sum = 0;
      for (let y = 0; y < 64; y++) {
        for (let x = 0; x < 64; x++) {
          for (let c = 0; c < 3; c++) {
            const at = (row: number, column: number) => large[((2 * y + row) * 128 + 2 * x + column) * 3 + c];
            const mean = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
            sum += Math.abs(mean - small[(y * 64 + x) * 3 + c]);
          }
        }
      }
      expect(sum / small.length, `mean difference of seed ${seed}, of 255`).toBeLessThan(4);
    }
  });

  test('moves a face without changing it', () => {
    for (const seed of seeds) {
      const shot = clean(seed);
      const { x, y } = shot.capture;
      const here = places(renderTruth(shot, SIZE));
      const there = places(renderTruth(filmed(shot, { x: x + 0.125, y: y - 0.0625 }), SIZE));
      here.forEach(([px, py], i) => {
        expect(there[i][0] - px, `${landmarkNames[i]} of seed ${seed}`).toBeCloseTo(SIZE / 8, 6);
        expect(there[i][1] - py, `${landmarkNames[i]} of seed ${seed}`).toBeCloseTo(-SIZE / 16, 6);
      });
    }
  });

  test('moved by whole pixels moves the masks by as much', () => {
    for (const seed of seeds) {
      const shot = filmed(clean(seed), { size: 0.4, x: 0.5, y: 0.5 });
      const still = renderTruth(shot, SIZE).headMask;
      const moved = renderTruth(filmed(shot, { x: 0.5 + 1 / 8, y: 0.5 - 1 / 16 }), SIZE).headMask;
      let unlike = 0;
      for (let y = 6; y < SIZE; y++) {
        for (let x = 0; x < SIZE - 12; x++) {
          if (moved[(y - 6) * SIZE + x + 12] !== still[y * SIZE + x]) unlike++;
        }
      }
      expect(unlike, `seed ${seed}`).toBe(0);
    }
  });
});

describe('a person', () => {
  test('keeps their landmarks when they change hair, ears, glasses or clothes', () => {
    for (const seed of seeds) {
      const shot = sampleShot(seed);
      const { hair, ears, glasses, body } = sampleIdentity(seed + 300);
      const changed = { ...shot, identity: { ...shot.identity, hair, ears, glasses, body } };
      expect(places(renderTruth(changed, 64)), `seed ${seed}`).toEqual(places(renderTruth(shot, 64)));
    }
  });

  test('changes every pixel group they should: identity, performance and capture each show', () => {
    for (const seed of seeds) {
      const shot = sampleShot(seed);
      const { pixels } = render(shot, 64);
      for (const part of ['identity', 'performance', 'capture'] as const) {
        const changed = { ...shot, [part]: sampleShot(seed + 700)[part] };
        expect(render(changed, 64).pixels, `${part} of seed ${seed}`).not.toEqual(pixels);
      }
    }
  });
});
