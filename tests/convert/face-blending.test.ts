import { describe, expect, test } from 'vitest';
import { provenPixels } from '../../src/clips/proven-pixels.ts';
import type { ConvertOptions } from '../../src/convert/convert-frame.ts';
import { blendMethods } from '../../src/convert/names.ts';
import { invert, transform, type Point } from '../../src/extract/similarity.ts';
import {
  before,
  convert,
  difference,
  frame,
  frameWith,
  middleOf,
  own,
  ownPixels,
  plain,
  predictionOf,
  SIDE,
  SIZE,
  toCrop,
  whole,
} from './predicted-face.ts';

describe('how it is blended in', () => {
  test('Poisson blending removes a colour cast that alpha blending keeps', () => {
    // Slopes, which interpolation leaves as they are: all that differs is the cast.
    const slope = ({ x, y }: Point) => 60 + 0.5 * x + 0.25 * y;
    const sloped = Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, i) =>
      Math.round(slope(middleOf(Math.floor(i / 3)))),
    );
    const toFrame = invert(toCrop);
    const face = predictionOf(
      Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
        const p = Math.floor(i / 3);
        const { x, y } = transform(toFrame, { x: (p % SIDE) + 0.5, y: Math.floor(p / SIDE) + 0.5 });
        return Math.round(slope({ x, y }) + 30);
      }),
    );
    const error = (blend: ConvertOptions['blend']) =>
      difference(
        convert(frameWith(provenPixels(sloped, SIZE, SIZE)), { ...own, ...face }, { ...plain, blend }),
        sloped,
        frame.faceMask,
      );
    // Soft pixels on the rim take less of it.
    expect(error('alpha')).toBeGreaterThan(27);
    expect(error('poisson')).toBeLessThan(1);
  });

  test('the mean colour is matched in linear light, under the mask', () => {
    // IEC 61966-2-1.
    const light = (value: number) =>
      value <= 0.04045 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const face = predictionOf(new Uint8Array(3 * SIDE * SIDE).fill(128));
    const converted = convert(frame, { ...own, ...face }, { ...plain, colour: 'mean' });
    const total = frame.faceMask.reduce((sum, weight) => sum + weight, 0);
    const inside = frame.faceMask.findIndex((weight) => weight === 255);
    for (let c = 0; c < 3; c++) {
      const mean = frame.faceMask.reduce((sum, w, p) => sum + w * light(before[3 * p + c]), 0) / total;
      const found = converted[3 * inside + c];
      expect(light(found - 0.6)).toBeLessThan(mean);
      expect(light(found + 0.6)).toBeGreaterThan(mean);
    }
  });

  test('eroding and feathering leave less of it, sharpening adds contrast', () => {
    const face = predictionOf(ownPixels.map((value) => 255 - value));
    const area = (options: Partial<ConvertOptions>) =>
      difference(convert(frame, { ...own, ...face }, { ...plain, ...options }), before, whole);
    expect(area({ erode: 0.04 })).toBeLessThan(0.95 * area({}));
    expect(area({ feather: 0.04 })).toBeLessThan(0.95 * area({}));
    const contrast = (sharpen: number) => {
      const bright = convert(frame, own, { ...plain, sharpen }).filter(
        (_, i) => frame.faceMask[Math.floor(i / 3)] === 255,
      );
      const mean = bright.reduce((sum, value) => sum + value, 0) / bright.length;
      return Math.sqrt(bright.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bright.length);
    };
    expect(contrast(1)).toBeGreaterThan(1.03 * contrast(0));
  });

  test('enhanced, it differs from the frame by as much more as is asked for, under the mask', () => {
    // Grey on a frame of one grey: 40 levels darker where the mask is full, fewer on its rim.
    const grey = provenPixels(new Uint8Array(3 * SIZE * SIZE).fill(140), SIZE, SIZE);
    const face = { ...own, ...predictionOf(new Uint8Array(3 * SIDE * SIDE).fill(100)) };
    for (const blend of blendMethods) {
      const exaggerated = convert(frameWith(grey), face, { ...plain, blend, enhance: 0.4 });
      frame.faceMask.forEach((weight, p) => {
        // Poisson blending gives a face of one colour that of the frame.
        const expected = blend === 'poisson' ? 140 : 140 - 1.4 * 40 * (weight / 255);
        expect(Math.abs(exaggerated[3 * p] - expected)).toBeLessThanOrEqual(0.501);
      });
    }
  });
});
