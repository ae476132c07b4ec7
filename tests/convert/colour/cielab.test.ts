import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labToRgb, rgbToLab } from '../../../src/convert/colour/cielab.ts';

// Bruce Lindbloom's CIE Color Calculator, sRGB and D65 without adaptation. The last two by his equations and
// his matrix of seven decimals in numpy; the near black one lies on the straight feet of both curves.
test.each([
  [
    [255, 0, 0],
    [53.2408, 80.0925, 67.2032],
  ],
  [
    [0, 255, 0],
    [87.7347, -86.1827, 83.1793],
  ],
  [
    [0, 0, 255],
    [32.297, 79.1875, -107.8602],
  ],
  [
    [255, 255, 0],
    [97.1393, -21.5537, 94.478],
  ],
  [
    [0, 255, 255],
    [91.1132, -48.0875, -14.1312],
  ],
  [
    [255, 0, 255],
    [60.3242, 98.2343, -60.8249],
  ],
  [
    [255, 255, 255],
    [100, 0, 0],
  ],
  [
    [119, 119, 119],
    [50.0344, 0, 0],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
  [
    [200, 120, 90],
    [58.4651, 28.2494, 29.7258],
  ],
  [
    [2, 1, 3],
    [0.3721, 0.5396, -0.6648],
  ],
])('sRGB %j is L*a*b* %j', (rgb, lab) => {
  const found = rgbToLab(Float32Array.from(rgb));
  for (let i = 0; i < 3; i++) expect(found[i]).toBeCloseTo(lab[i], 3);
});

test('every colour of sRGB comes back', () => {
  const level = fc.float({ min: 0, max: 255, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(level, level, level, level, level, level), (values) => {
      const back = labToRgb(rgbToLab(Float32Array.from(values)));
      back.forEach((value, i) => {
        expect(Math.abs(value - values[i])).toBeLessThan(2e-3);
      });
    }),
  );
});

test('a colour beyond sRGB comes out beyond 0 to 255, and is no NaN', () => {
  const [red, green, blue] = labToRgb(Float32Array.of(50, -120, 0));
  expect(red).toBeLessThan(0);
  expect(green).toBeGreaterThan(0);
  expect(blue).toBeGreaterThan(0);
});
