import { expect, test } from 'vitest';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { planClip, sampleIdentity, shotOf, type LandmarkName } from '../../../src/index.ts';
import { lossWeights } from '../../../src/train/loss/loss-weights.ts';

const SIDE = 64;
const full = new Float32Array(SIDE * SIDE).fill(1);

test('a pixel counts between inside and outside by how much of it is inner face', () => {
  const masks = Float32Array.from(full, (_, i) => (i % 5) / 4);
  const weights = lossWeights(masks, SIDE, { backgroundWeight: 0.2, eyeMouthWeight: 1 });
  weights.forEach((weight, i) => {
    expect(weight).toBeCloseTo([0.2, 0.4, 0.6, 0.8, 1][i % 5], 6);
  });
});

test('eyes and mouth have the weight that is given, inside the inner face alone', () => {
  const [plain, weighted] = [1, 3].map((eyeMouthWeight) =>
    lossWeights(full, SIDE, { backgroundWeight: 0.1, eyeMouthWeight }),
  );
  const places = [...weighted.keys()].filter((i) => weighted[i] !== plain[i]);
  expect(places.length).toBeGreaterThan(0.1 * SIDE * SIDE);
  expect(places.length).toBeLessThan(0.25 * SIDE * SIDE);
  for (const i of places) expect(weighted[i]).toBeCloseTo(3, 6);
  // The same to the left and to the right.
  for (const i of places) expect(places).toContain(i - (i % SIDE) + SIDE - 1 - (i % SIDE));

  const none = lossWeights(new Float32Array(SIDE * SIDE), SIDE, { backgroundWeight: 0.1, eyeMouthWeight: 3 });
  for (const weight of none) expect(weight).toBeCloseTo(0.1, 6);
  const half = lossWeights(
    full.map(() => 0.5),
    SIDE,
    { backgroundWeight: 0.1, eyeMouthWeight: 3 },
  );
  for (const i of places) expect(half[i]).toBeCloseTo(0.05 + 0.5 * 3, 6);
});

test('eyes and mouth are where those of people are, and other features are not', () => {
  const weights = lossWeights(full, SIDE, { backgroundWeight: 1, eyeMouthWeight: 2 });
  const inside = new Map<LandmarkName, number>();
  const crops = Array.from({ length: 40 }, (_, i) => {
    const identity = sampleIdentity(i % 20);
    const plan = planClip({ identity, kind: 'training', seed: i, frames: 40, size: 64, fps: 25 });
    return groundTruthCrop(shotOf(plan, 20 + (i % 20)), 64, SIDE);
  });
  for (const { landmarks } of crops) {
    for (const [name, { x, y }] of Object.entries(landmarks) as [LandmarkName, { x: number; y: number }][]) {
      const counts = weights[Math.floor(y) * SIDE + Math.floor(x)] === 2;
      inside.set(name, (inside.get(name) ?? 0) + Number(counts) / crops.length);
    }
  }
  for (const side of ['Left', 'Right'] as const) {
    for (const corner of ['Outer', 'Top', 'Inner', 'Bottom', 'Centre'] as const) {
      expect(inside.get(`eye${side}${corner}`), `eye${side}${corner}`).toBeGreaterThan(0.8);
    }
    expect(inside.get(`mouth${side}`)).toBeGreaterThan(0.8);
    expect(inside.get(`nose${side}`)).toBeLessThan(0.2);
    expect(inside.get(`brow${side}Middle`)).toBeLessThan(0.3);
  }
  for (const name of ['mouthTop', 'lipUpper', 'lipLower', 'mouthBottom'] as const) {
    expect(inside.get(name), name).toBeGreaterThan(0.9);
  }
  expect(inside.get('noseTip')).toBeLessThan(0.3);
});
