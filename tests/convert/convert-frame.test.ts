import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pixelsOf, provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { VerifiedFrame } from '../../src/clips/verify.ts';
import {
  convertFrame,
  replaceFace,
  type ConvertOptions,
  type PredictedFace,
} from '../../src/convert/convert-frame.ts';
import { blendMethods, colourMethods, maskSources } from '../../src/convert/names.ts';
import { InputError } from '../../src/errors.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { cropFace, cropMask } from '../../src/extract/crop.ts';
import { invert, scaleOf, transform, type Point, type Similarity } from '../../src/extract/similarity.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { answerKey } from '../../src/faces/answer-key.ts';
import { landmarkNames } from '../../src/faces/landmarks.ts';
import { findMember, planClip, shotOf } from '../../src/index.ts';
import { nodeHost } from '../../src/node/host.ts';
import { loadCast } from '../../src/pipeline/people.ts';

const SIZE = 96;
const SIDE = 64;
const plain: ConvertOptions = {
  mask: 'truth',
  colour: 'none',
  blend: 'alpha',
  erode: 0,
  feather: 0,
  sharpen: 0,
};

const cast = await loadCast(nodeHost());
const person = (name: string) => findMember(cast, name).identity;
const shot = shotOf(
  planClip({ identity: person('saoirse'), kind: 'driving', seed: 1, frames: 1, size: SIZE, fps: 25 }),
  0,
);
const frame = new VerifiedFrame(shot, SIZE, true);
const before = pixelsOf(frame.pixels);
const toCrop = align(frame.landmarks, SIDE);
/** The face as it is in a frame, with the mask of a network that is never wrong. */
const cutFrom = (from: VerifiedFrame, to: Similarity, side = SIDE): PredictedFace => ({
  faces: cropFace(from.pixels, to, side),
  index: 0,
  toCrop: to,
  landmarks: from.landmarks,
  learnedMask: cropMask(from.faceMask, SIZE, to, side),
});
const own = cutFrom(frame, toCrop);
const ownPixels = pixelsOf(own.faces);
const whole = new Uint8Array(SIZE * SIZE).fill(255);

/** One predicted face. */
const predictionOf = (pixels: Uint8Array) => ({ faces: provenPixels(pixels, SIDE, SIDE), index: 0 });

/** A frame with other pixels or another mask than the renderer's. */
const frameWith = (pixels: ProvenPixels, faceMask = frame.faceMask) => ({ pixels, size: SIZE, faceMask });

const convert = (from: Parameters<typeof replaceFace>[0], face: PredictedFace, options: ConvertOptions) =>
  pixelsOf(replaceFace(from, face, options));

/** Mean absolute difference of two frames' bytes over what a mask holds. */
function difference(a: Uint8Array, b: Uint8Array, mask: Uint8Array): number {
  let sum = 0;
  let weights = 0;
  mask.forEach((weight, p) => {
    for (let i = 3 * p; i < 3 * p + 3; i++) sum += weight * Math.abs(a[i] - b[i]);
    weights += 3 * weight;
  });
  return sum / weights;
}

/** The pixels of which a byte differs. */
const changed = (picture: Uint8Array): number[] =>
  Array.from({ length: SIZE * SIZE }, (_, p) => p).filter((p) =>
    [0, 1, 2].some((c) => picture[3 * p + c] !== before[3 * p + c]),
  );
const middleOf = (p: number) => ({ x: (p % SIZE) + 0.5, y: Math.floor(p / SIZE) + 0.5 });

const anyOptions: fc.Arbitrary<ConvertOptions> = fc.record({
  mask: fc.constantFrom(...maskSources),
  colour: fc.constantFrom(...colourMethods),
  blend: fc.constantFrom(...blendMethods),
  erode: fc.double({ min: 0, max: 0.05, noNaN: true }),
  feather: fc.double({ min: 0, max: 0.05, noNaN: true }),
  sharpen: fc.double({ min: 0, max: 1, noNaN: true }),
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

test('of several predicted faces the one at the index is put in', () => {
  const flat = (value: number) => new Uint8Array(3 * SIDE * SIDE).fill(value);
  const three = provenPixels(Uint8Array.of(...flat(10), ...flat(20), ...flat(30)), SIDE, SIDE, 3);
  const inside = frame.faceMask.indexOf(255);
  for (const index of [0, 1, 2]) {
    const converted = convertFrame(frame, { ...own, faces: three, index }, plain);
    expect([converted.count, converted.width, converted.height]).toEqual([1, SIZE, SIZE]);
    expect(pixelsOf(converted)[3 * inside]).toBe(10 * (index + 1));
  }
});

describe('refused is', () => {
  test.each([-1, 1, 0.5])('a face of the index %d, where there is one', (index) => {
    expect(() => convertFrame(frame, { ...own, index }, plain)).toThrow(RangeError);
  });

  test('a mask of another size, and faces that are not square', () => {
    const learnedMask = new Uint8Array(9);
    expect(() => convertFrame(frame, { ...own, learnedMask }, plain)).toThrow(
      new RangeError('The learned mask holds 9 numbers, not 4096.'),
    );
    const tall = provenPixels(new Uint8Array(3 * SIDE * 2 * SIDE), SIDE, 2 * SIDE);
    expect(() => convertFrame(frame, { ...own, faces: tall }, plain)).toThrow(RangeError);
  });

  test('a frame or a face that is not proven', () => {
    const forged = structuredClone(own.faces);
    expect(forged).toMatchObject({ count: 1, width: SIDE, height: SIDE });
    expect(() => convertFrame(frame, { ...own, faces: forged }, plain)).toThrow(InputError);
    expect(() => replaceFace(frameWith(structuredClone(frame.pixels)), own, plain)).toThrow(InputError);
    const black = provenPixels(new Uint8Array(3 * SIZE * SIZE), SIZE, SIZE);
    for (const lookalike of [frameWith(black), Object.create(frame), new Proxy(frame, {}), null]) {
      expect(() => convertFrame(lookalike as VerifiedFrame, own, plain)).toThrow(
        'found an object that is no verified frame',
      );
    }
  });
});

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
});

describe('the crop key of a swap, put back', () => {
  test.each([
    ['saoirse', 'kwame'],
    ['kwame', 'saoirse'],
    ['leilani', 'bashir'],
    ['bashir', 'abla'],
  ])('%s as %s is far nearer to the frame key than not to swap', (a, b) => {
    const clip = planClip({
      identity: person(a),
      kind: 'driving',
      seed: 5,
      frames: 40,
      size: SIZE,
      fps: 25,
    });
    const scene = shotOf(clip, 20);
    const driving = new VerifiedFrame(scene, SIZE, true);
    const keys = answerKey(scene, person(b));
    const key = new VerifiedFrame(keys.frame, SIZE, true);
    const face = {
      ...cutFrom(driving, align(driving.landmarks, SIDE)),
      ...predictionOf(groundTruthCrop(keys.crop, SIZE, SIDE).pixels),
    };
    const error = (picture: ProvenPixels) =>
      difference(pixelsOf(picture), pixelsOf(key.pixels), key.faceMask);
    for (const mask of maskSources) {
      const converted = convertFrame(driving, face, { ...plain, mask, feather: 0.01 });
      expect(error(converted)).toBeLessThan(0.6 * error(driving.pixels));
    }
  });
});
