import { describe, expect, test } from 'vitest';
import { pixelsOf, provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { VerifiedFrame } from '../../src/clips/verify.ts';
import { convertFrame, replaceFace } from '../../src/convert/convert-frame.ts';
import { maskSources } from '../../src/convert/names.ts';
import { InputError } from '../../src/errors.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { answerKey } from '../../src/faces/answer-key.ts';
import { planClip, shotOf } from '../../src/index.ts';
import {
  cutFrom,
  difference,
  frame,
  frameWith,
  own,
  person,
  plain,
  predictionOf,
  SIDE,
  SIZE,
} from './predicted-face.ts';

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

  test('α of another size, and none where it is to be the mask', () => {
    expect(() => convertFrame(frame, { ...own, alpha: new Uint8Array(9) }, plain)).toThrow(
      new RangeError('The α holds 9 numbers, not 4096.'),
    );
    const without = { ...own, alpha: undefined };
    expect(() => convertFrame(frame, without, { ...plain, mask: 'alpha' })).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining('paint no α') as string,
        advice: expect.stringContaining('--mask learned') as string,
      }) as Error,
    );
    expect(() => convertFrame(frame, without, plain)).not.toThrow();
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
