import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertFrame, type ConvertOptions, type PredictedFace } from '../../src/convert/convert-frame.ts';
import { provenPixels } from '../../src/clips/proven-pixels.ts';
import { blendMethods, colourMethods, maskSources } from '../../src/convert/names.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { scaleOf, transform, type Similarity } from '../../src/extract/similarity.ts';
import { landmarkNames } from '../../src/faces/landmarks.ts';
import {
  before,
  convert,
  cutFrom,
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

/** The pixels of which a byte differs. */
const changed = (picture: Uint8Array): number[] =>
  Array.from({ length: SIZE * SIZE }, (_, p) => p).filter((p) =>
    [0, 1, 2].some((c) => picture[3 * p + c] !== before[3 * p + c]),
  );

const anyOptions: fc.Arbitrary<ConvertOptions> = fc.record({
  mask: fc.constantFrom(...maskSources),
  colour: fc.constantFrom(...colourMethods),
  blend: fc.constantFrom(...blendMethods),
  erode: fc.double({ min: 0, max: 0.05, noNaN: true }),
  feather: fc.double({ min: 0, max: 0.05, noNaN: true }),
  sharpen: fc.double({ min: 0, max: 1, noNaN: true }),
  enhance: fc.double({ min: 0, max: 0.4, noNaN: true }),
});
/** Of a crop whose middle lies anywhere about the frame, inside or out. */
const anyTransform: fc.Arbitrary<Similarity> = fc
  .tuple(
    fc.double({ min: 0.5, max: 3, noNaN: true }),
    fc.double({ min: -3.1, max: 3.1, noNaN: true }),
    fc.double({ min: -20, max: SIZE + 20, noNaN: true }),
    fc.double({ min: -20, max: SIZE + 20, noNaN: true }),
  )
  .map(([scale, angle, x, y]) => {
    const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    return { a, b, tx: SIDE / 2 - (a * x - b * y), ty: SIDE / 2 - (b * x + a * y) };
  });

describe('where the predicted face goes', () => {
  test('a slope of colours lands where the transform says, to the byte', () => {
    // A cubic spline gives back a slope exactly, so that what is to be seen is known without one.
    // In the middle of a pixel it is a whole number.
    const slope = (x: number, y: number, c: number) => 30 + c * 10 + (c === 1 ? 2 * y : 2 * x + y + 0.5);
    const face = predictionOf(
      Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => {
        const p = Math.floor(i / 3);
        return slope((p % SIDE) + 0.5, Math.floor(p / SIDE) + 0.5, i % 3);
      }),
    );
    let seen = 0;
    let worst = 0;
    fc.assert(
      fc.property(anyTransform, (to) => {
        const converted = convert(frameWith(frame.pixels, whole), { ...own, ...face, toCrop: to }, plain);
        for (let p = 0; p < SIZE * SIZE; p++) {
          const { x, y } = transform(to, middleOf(p));
          // Nearer to its edges a crop goes on as it ends.
          if (Math.min(x, y) < 2 || Math.max(x, y) > SIDE - 2) continue;
          seen++;
          for (let c = 0; c < 3; c++) {
            worst = Math.max(worst, Math.abs(converted[3 * p + c] - slope(x, y, c)));
          }
        }
        expect(worst).toBeLessThanOrEqual(0.501);
      }),
      { numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(10_000);
  });

  test('α replaces as much of a pixel as it says, where the transform says, and nothing beyond the crop', () => {
    const slope = (x: number, y: number) => 2 * x + y + 0.5;
    const alpha = Uint8Array.from({ length: SIDE * SIDE }, (_, p) =>
      slope((p % SIDE) + 0.5, Math.floor(p / SIDE) + 0.5),
    );
    const white = predictionOf(new Uint8Array(3 * SIDE * SIDE).fill(255));
    const black = provenPixels(new Uint8Array(3 * SIZE * SIZE), SIZE, SIZE);
    let seen = 0;
    fc.assert(
      fc.property(anyTransform, (to) => {
        const face = { ...own, ...white, alpha, toCrop: to };
        const converted = convert(frameWith(black), face, { ...plain, mask: 'alpha' });
        for (let p = 0; p < SIZE * SIZE; p++) {
          const { x, y } = transform(to, middleOf(p));
          if (Math.min(x, y) < 0 || Math.max(x, y) > SIDE) expect(converted[3 * p]).toBe(0);
          // Nearer to its edges a crop goes on as it ends.
          if (Math.min(x, y) < 2 || Math.max(x, y) > SIDE - 2) continue;
          seen++;
          expect(Math.abs(converted[3 * p] - slope(x, y))).toBeLessThanOrEqual(0.501);
        }
      }),
      { numRuns: 20 },
    );
    expect(seen).toBeGreaterThan(5000);
  });

  test('a face cut out finely and put back changes next to nothing', () => {
    const side = 128;
    const fine = align(frame.landmarks, side);
    const face = cutFrom(frame, fine, side);
    // Half a pixel of the frame further left, eyes and mouth no longer fit.
    const beside = { ...face, toCrop: { ...fine, tx: fine.tx + scaleOf(fine) / 2 } };
    for (const mask of maskSources) {
      const error = (put: PredictedFace) =>
        difference(convert(frame, put, { ...plain, mask }), before, frame.faceMask);
      expect(error(face)).toBeLessThan(2.5);
      expect(error(beside)).toBeGreaterThan(2 * error(face));
    }
  });

  test('outside the mask and outside the crop, every byte stays, whatever is asked for', () => {
    fc.assert(
      fc.property(anyOptions, fc.option(anyTransform), (options, elsewhere) => {
        const copy = frame.pixels.copy();
        const face = predictionOf(ownPixels.map((value) => 255 - value));
        const to = elsewhere ?? toCrop;
        const converted = convert(frame, { ...own, ...face, toCrop: to }, options);
        expect(before).toEqual(copy);
        expect(converted).toHaveLength(before.length);
        const strays = changed(converted).filter((p) => {
          const { x, y } = transform(to, middleOf(p));
          const beyond = Math.max(Math.abs(x - SIDE / 2), Math.abs(y - SIDE / 2)) > SIDE / 2;
          return beyond || (options.mask === 'truth' && frame.faceMask[p] === 0);
        });
        expect(strays).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('the hull holds every landmark and leaves the rest of the head alone', () => {
    const face = predictionOf(ownPixels.map((value) => (value + 128) % 256));
    const places = new Set(changed(convert(frame, { ...own, ...face }, { ...plain, mask: 'hull' })));
    const inside = landmarkNames.filter((name) => !/jaw|chin|brow/.test(name));
    for (const name of inside) {
      const { x, y } = frame.landmarks[name];
      expect(places.has(Math.floor(y) * SIZE + Math.floor(x)), name).toBe(true);
    }
    const xs = landmarkNames.map((name) => frame.landmarks[name].x);
    const bottom = Math.max(...landmarkNames.map((name) => frame.landmarks[name].y));
    const spare = 4;
    for (const p of places) {
      const { x, y } = middleOf(p);
      expect(x > Math.min(...xs) - spare && x < Math.max(...xs) + spare && y < bottom + spare).toBe(true);
    }
  });

  test('a crop beside the frame changes nothing', () => {
    const away = { ...toCrop, tx: toCrop.tx + 100 * SIDE };
    expect(convert(frame, { ...own, toCrop: away }, plain)).toEqual(before);
  });

  test('a transform that shrinks the frame to a point is refused', () => {
    const nowhere = { a: 0, b: 0, tx: 5, ty: 5 };
    expect(() => convertFrame(frame, { ...own, toCrop: nowhere }, plain)).toThrow(RangeError);
  });
});
