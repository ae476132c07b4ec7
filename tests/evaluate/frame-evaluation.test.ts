import { describe, expect, test } from 'vitest';
import { FrameEvaluation, type SwappedFrame } from '../../src/evaluate/frame-evaluation.ts';

const SIZE = 16;
const PIXELS = SIZE * SIZE;
/** The upper half is face. */
const faceMask = new Uint8Array(PIXELS).fill(255, 0, PIXELS / 2);
/** A level on the face, and white elsewhere, where nothing is measured. */
const grey = (level: number) => new Uint8Array(3 * PIXELS).fill(255).fill(level, 0, (3 * PIXELS) / 2);

/**
 * A frame whose swap is off from the converted crop key by some levels; that is 8 levels off from the frame
 * key.
 */
const frame = (level: number, error: number): SwappedFrame => ({
  original: grey(level + 50),
  swap: grey(level + error),
  cropKey: grey(level),
  meanFace: grey(level + 40),
  key: { size: SIZE, pixels: grey(level + 8), faceMask },
});
/** The same where the mask of the paste was empty: all that was converted is A's frame. */
const unpasted = (level: number): SwappedFrame => {
  const original = grey(level + 50);
  return { ...frame(level, 0), original, swap: original, cropKey: original, meanFace: original };
};

const scoresOf = (frames: readonly SwappedFrame[]) => {
  const evaluation = new FrameEvaluation();
  for (const each of frames) evaluation.add(each);
  return evaluation.result();
};
/** A key that changes from frame to frame: that is no flicker. */
const errorsOf = (errors: readonly number[]) =>
  scoresOf(errors.map((error, i) => frame(20 + 40 * (i % 3), error)));

const NOTHING = {
  skill: null,
  swapError: null,
  meanFaceError: null,
  pastingError: null,
  frameError: null,
  flicker: null,
  psnr: null,
  ssim: null,
  skillOfPerfect: null,
};

describe('converted frames', () => {
  test('are scored against the converted crop key, over the face of the frame key', () => {
    const scores = errorsOf([10, 20, 30]);
    expect(scores).toMatchObject({
      skill: 0.5,
      swapError: 20,
      meanFaceError: 40,
      pastingError: 8,
      frameError: (2 + 12 + 22) / 3,
      skillOfPerfect: 1,
      frameErrors: [10, 20, 30],
      flicker: 10,
    });
    const decibels = [10, 20, 30].map((error) => 20 * Math.log10(255 / error));
    expect(scores.psnr).toBeCloseTo(decibels.reduce((sum, value) => sum + value) / 3, 9);
    expect(scores.ssim).toBeLessThan(1);
  });

  test('flicker by how much their error changes', () => {
    expect(errorsOf([12, 12, 12]).flicker).toBe(0);
    expect(errorsOf([0, 8, 0, 8]).flicker).toBe(8);
    expect(errorsOf([0, 0, 0, 30]).flicker).toBe(10);
    // What pasting changes from frame to frame is no flicker of the swap.
    const moved = { ...frame(20, 12), key: { size: SIZE, pixels: grey(90), faceMask } };
    expect(scoresOf([frame(20, 12), moved]).flicker).toBe(0);
  });

  test('of a perfect decoder have all skill, whatever pasting costs; of the mean face none', () => {
    expect(errorsOf([0])).toMatchObject({
      skill: 1,
      swapError: 0,
      pastingError: 8,
      frameError: 8,
      psnr: null,
      ssim: 1,
      flicker: null,
    });
    expect(errorsOf([40])).toMatchObject({ skill: 0 });
    expect(errorsOf([60])).toMatchObject({ skill: -0.5 });
  });

  test('into which nothing was pasted are not scored: an empty mask is not perfect', () => {
    expect(scoresOf([unpasted(20), unpasted(60)])).toEqual({ ...NOTHING, frameErrors: [null, null] });
    // A paste that misses the face changes nothing of it either.
    const beside = unpasted(20);
    const elsewhere = Uint8Array.from(beside.cropKey, (value, i) => (i < (3 * PIXELS) / 2 ? value : 0));
    expect(scoresOf([{ ...beside, cropKey: elsewhere }])).toEqual({ ...NOTHING, frameErrors: [null] });
    // One among others neither counts nor flickers.
    const scores = scoresOf([frame(20, 10), unpasted(60), frame(100, 30)]);
    expect(scores).toMatchObject({ swapError: 20, skill: 0.5, flicker: null, frameErrors: [10, null, 30] });
  });

  test('without a face, or without frames, have no scores', () => {
    expect(scoresOf([])).toEqual({ ...NOTHING, frameErrors: [] });
    const faceless = { ...frame(100, 5), key: { ...frame(100, 5).key, faceMask: new Uint8Array(PIXELS) } };
    expect(scoresOf([faceless])).toEqual({ ...NOTHING, frameErrors: [null] });
    expect(scoresOf([faceless, frame(100, 5)])).toMatchObject({
      swapError: 5,
      frameErrors: [null, 5],
      flicker: null,
    });
  });

  test.each(['original', 'swap', 'cropKey', 'meanFace'] as const)(
    'whose %s is of another size are refused',
    (name) => {
      const evaluation = new FrameEvaluation();
      expect(() => {
        evaluation.add({ ...frame(100, 5), [name]: new Uint8Array(3) });
      }).toThrow('holds 3 numbers');
    },
  );
});
