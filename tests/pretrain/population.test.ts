import { expect, test } from 'vitest';
import { populationShot } from '../../scripts/pretrain/population.ts';
import { occluderKinds, parseShot } from '../../src/index.ts';

const shots = (occluded?: number) =>
  Array.from({ length: 400 }, (_, index) => populationShot(index, 4, 'anywhere', occluded));

test('a shot of the population has an occluder by the given chance, and else is as without', () => {
  const bare = shots();
  const some = shots(0.25);
  expect(bare.every(({ capture }) => !('occluder' in capture))).toBe(true);
  some.forEach((shot, i) => {
    const { occluder, ...capture } = shot.capture;
    expect({ ...shot, capture }).toEqual(bare[i]);
    expect(parseShot(shot).capture.occluder).toEqual(occluder);
  });
  const occluders = some.flatMap(({ capture }) => capture.occluder ?? []);
  expect(occluders.length / 400).toBeCloseTo(0.25, 1);
  expect(new Set(occluders.map(({ kind }) => kind))).toEqual(new Set(occluderKinds));
  expect(shots(1).every(({ capture }) => capture.occluder)).toBe(true);
});
