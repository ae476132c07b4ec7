import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KalmanFilter, type KalmanNoise } from '../../../src/convert/smooth/kalman-filter.ts';

/** What is predicted after each measurement. */
function predictions(measured: readonly number[], noise: KalmanNoise): number[] {
  const filter = new KalmanFilter(measured[0], noise);
  return measured.map((value, i) => {
    if (i > 0) filter.correct(value);
    return filter.predict();
  });
}

// The textbook's matrices, with F, P, Q, H and R, in numpy.
test.each([
  [
    { process: 3e-3, measurement: 1, firstVelocity: 0.6 },
    [10, 12.538993, 11.875859, 18.772401, 32.55628, 39.658957],
  ],
  [
    { process: 0.5, measurement: 4, firstVelocity: 2 },
    [10, 12.428571, 11.721973, 19.373178, 35.378972, 42.107553],
  ],
])('with %o it predicts as the textbook’s matrices do', (noise, expected) => {
  predictions([10, 13, 11, 20, 35, 36], noise).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5);
  });
});

test('without process noise it is the least-squares line through what was measured', () => {
  const values = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 20 });
  fc.assert(
    fc.property(values, (measured) => {
      const noise = { process: 0, measurement: 1, firstVelocity: 1e8 };
      const count = measured.length;
      const middle = (count - 1) / 2;
      const mean = measured.reduce((sum, value) => sum + value) / count;
      const slope =
        measured.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0) /
        measured.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
      expect(predictions(measured, noise).at(-1)).toBeCloseTo(mean + slope * (count - middle), 3);
    }),
  );
});

test('several predictions in a row go on at the same velocity', () => {
  const filter = new KalmanFilter(0, { process: 0, measurement: 1e-9, firstVelocity: 1 });
  filter.predict();
  filter.correct(2);
  [4, 6, 8].forEach((expected) => {
    expect(filter.predict()).toBeCloseTo(expected, 6);
  });
});
