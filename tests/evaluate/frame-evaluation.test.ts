import { describe, expect, test } from 'vitest';
import { FrameEvaluation } from '../../src/evaluate/frame-evaluation.ts';

const SIZE = 16;
const PIXELS = SIZE * SIZE;
const grey = (level: number) => new Uint8Array(3 * PIXELS).fill(level);
/** The upper half is face. */
const faceMask = new Uint8Array(PIXELS).fill(255, 0, PIXELS / 2);

/** A converted frame that is off by some levels on the face, and by far elsewhere, where nobody asks. */
const frame = (key: number, error: number) => ({
  original: grey(key + 50),
  converted: grey(255).fill(key + error, 0, (3 * PIXELS) / 2),
  key: { size: SIZE, pixels: grey(key), faceMask },
});

const scoresOf = (errors: readonly number[]) => {
  const evaluation = new FrameEvaluation();
  // A key that changes from frame to frame: that is no flicker.
  errors.forEach((error, i) => {
    evaluation.add(frame(20 + 40 * (i % 3), error));
  });
  return evaluation.result();
};

describe('converted frames', () => {
  test('are scored over the face of the frame key', () => {
    const scores = scoresOf([10, 20, 30]);
    expect(scores).toMatchObject({
      swapError: 20,
      noSwapError: 50,
      frameErrors: [10, 20, 30],
      flicker: 10,
    });
    expect(scores.swapScore).toBeCloseTo(0.6, 12);
    const decibels = [10, 20, 30].map((error) => 20 * Math.log10(255 / error));
    expect(scores.psnr).toBeCloseTo(decibels.reduce((sum, value) => sum + value) / 3, 9);
    expect(scores.ssim).toBeLessThan(1);
  });

  test('flicker by how much their error changes', () => {
    expect(scoresOf([12, 12, 12]).flicker).toBe(0);
    expect(scoresOf([0, 8, 0, 8]).flicker).toBe(8);
    expect(scoresOf([0, 0, 0, 30]).flicker).toBe(10);
  });

  test('are perfect if they are the key', () => {
    const evaluation = new FrameEvaluation();
    evaluation.add({ ...frame(100, 0), converted: grey(100) });
    expect(evaluation.result()).toMatchObject({
      swapError: 0,
      swapScore: 1,
      psnr: null,
      ssim: 1,
      flicker: null,
    });
  });

  test('without a face, or without frames, tell nothing', () => {
    const evaluation = new FrameEvaluation();
    const nothing = {
      swapError: null,
      noSwapError: null,
      swapScore: null,
      psnr: null,
      ssim: null,
      flicker: null,
    };
    expect(evaluation.result()).toEqual({ ...nothing, frameErrors: [] });
    evaluation.add({ ...frame(100, 5), key: { ...frame(100, 5).key, faceMask: new Uint8Array(PIXELS) } });
    expect(evaluation.result()).toEqual({ ...nothing, frameErrors: [null] });
    evaluation.add(frame(100, 5));
    expect(evaluation.result()).toMatchObject({ swapError: 5, frameErrors: [null, 5], flicker: null });
  });

  test('are refused if of another size', () => {
    const evaluation = new FrameEvaluation();
    expect(() => {
      evaluation.add({ ...frame(100, 5), original: new Uint8Array(3) });
    }).toThrow('holds 3 numbers');
  });
});
