import { expect, test } from 'vitest';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { planClip, sampleIdentity, shotOf, type LandmarkName } from '../../../src/index.ts';
import { lossWeights } from '../../../src/train/loss/loss-weights.ts';

const SIDE = 64;
const full = new Float32Array(SIDE * SIDE).fill(1);

test('a pixel counts between inside and outside by how much of it is inner face', () => {
  const masks = Float32Array.from(full, (_, i) => (i % 5) / 4);
  const weights = lossWeights(masks, SIDE, { backgroundWeight: 0.2, eyeWeight: 1, mouthWeight: 1 });
  weights.forEach((weight, i) => {
    expect(weight).toBeCloseTo([0.2, 0.4, 0.6, 0.8, 1][i % 5], 6);
  });
});

test('eyes and mouth each have the weight that is given, inside the inner face alone', () => {
  const weightsOf = (mask: Float32Array, eyeWeight: number, mouthWeight: number) =>
    lossWeights(mask, SIDE, { backgroundWeight: 0.1, eyeWeight, mouthWeight });
  const weighted = weightsOf(full, 3, 5);
  const eyes = [...weighted.keys()].filter((i) => weighted[i] === 3);
  const mouth = [...weighted.keys()].filter((i) => weighted[i] === 5);
  for (const weight of new Set(weighted)) expect([1, 3, 5]).toContain(weight);
  for (const places of [eyes, mouth]) {
    expect(places.length).toBeGreaterThan(0.06 * SIDE * SIDE);
    expect(places.length).toBeLessThan(0.15 * SIDE * SIDE);
    // The same to the left and to the right.
    for (const i of places) expect(places).toContain(i - (i % SIDE) + SIDE - 1 - (i % SIDE));
  }
  const rows = (places: readonly number[]) => places.map((i) => Math.floor(i / SIDE));
  expect(Math.max(...rows(eyes))).toBeLessThan(Math.min(...rows(mouth)));

  const none = weightsOf(new Float32Array(SIDE * SIDE), 3, 5);
  for (const weight of none) expect(weight).toBeCloseTo(0.1, 6);
  const half = weightsOf(
    full.map(() => 0.5),
    3,
    5,
  );
  for (const i of eyes) expect(half[i]).toBeCloseTo(0.05 + 0.5 * 3, 6);
  for (const i of mouth) expect(half[i]).toBeCloseTo(0.05 + 0.5 * 5, 6);
});

test('weights that were asked for before are not taken for others', () => {
  const of = (eyeWeight: number, mouthWeight: number) =>
    lossWeights(full, SIDE, { backgroundWeight: 0, eyeWeight, mouthWeight });
  of(2, 3);
  expect(Math.max(...of(2, 7))).toBe(7);
  expect(Math.max(...of(9, 7))).toBe(9);
});

test('eyes and mouth are where those of people are, and other features are not', () => {
  const weights = lossWeights(full, SIDE, { backgroundWeight: 1, eyeWeight: 2, mouthWeight: 2 });
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
