import { expect, test } from 'vitest';
import { principalPlane } from '../../src/evaluate/latent-plane.ts';

/** Latents of four numbers that lie in a plane: far along one direction, less along another. */
const along = [0.5, 0.5, 0.5, 0.5];
const across = [0.5, -0.5, 0.5, -0.5];
const places: readonly (readonly [number, number])[] = [
  [6, 1],
  [-6, 1],
  [3, -2],
  [-3, -2],
  [0, 2],
];
const latents = Float32Array.from(
  places.flatMap(([a, b]) => along.map((value, i) => 10 + a * value + b * across[i])),
);

test('shows latents in the plane in which they are spread most, from their mean', () => {
  const points = principalPlane(latents, 4)(latents);
  points.forEach(([x, y], i) => {
    // Each axis may point either way.
    expect(Math.abs(x)).toBeCloseTo(Math.abs(places[i][0]), 4);
    expect(Math.abs(y)).toBeCloseTo(Math.abs(places[i][1]), 4);
  });
  const distance = (i: number, j: number, of: readonly (readonly number[])[]) =>
    Math.hypot(of[i][0] - of[j][0], of[i][1] - of[j][1]);
  for (let i = 0; i < places.length; i++) {
    for (let j = 0; j < i; j++) expect(distance(i, j, points)).toBeCloseTo(distance(i, j, places), 4);
  }
});

test('shows other latents in the same plane', () => {
  const [[x, y]] = principalPlane(latents, 4)(Float32Array.of(10, 10, 10, 10));
  expect([x, y]).toEqual([expect.closeTo(0, 4), expect.closeTo(0, 4)]);
});
