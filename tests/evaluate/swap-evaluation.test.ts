import { describe, expect, test } from 'vitest';
import { SwapEvaluation } from '../../src/evaluate/swap-evaluation.ts';
import { groundTruthCrop, type GroundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { neutralPerformance, sampleIdentity, studioCapture } from '../../src/index.ts';

const SIDE = 64;
const PIXELS = SIDE * SIDE;
const face = groundTruthCrop(
  { identity: sampleIdentity(1), performance: neutralPerformance, capture: studioCapture },
  SIDE,
  SIDE,
);
const grey = (level: number) => new Uint8Array(3 * PIXELS).fill(level);
const average = new Float32Array(grey(160));
/** A key of one grey, where of the face only the first rows may be seen. */
const greyKey = (level: number, rows = SIDE): GroundTruthCrop => ({
  ...face,
  pixels: grey(level),
  mask: new Uint8Array(PIXELS).fill(255, 0, rows * SIDE),
});

/** A frame whose swap is off by some levels everywhere. */
const off = (error: number, rows = SIDE) => ({
  crop: grey(200),
  painted: grey(100 + error),
  key: greyKey(100, rows),
});

describe('a swap', () => {
  test('is scored by hand', () => {
    const evaluation = new SwapEvaluation(SIDE, average);
    evaluation.add(off(10));
    evaluation.add(off(30));
    evaluation.addReconstruction({ painted: grey(95), key: greyKey(100) });
    expect(evaluation.result()).toMatchObject({
      swapError: 20,
      noSwapError: 100,
      meanFaceError: 60,
      reconstructionError: 5,
      swapScore: 0.8,
      meanFaceScore: 0.4,
      transferGap: 15,
      frameErrors: [10, 30],
    });
  });

  test('is the mean of its frames, however much of a face each shows', () => {
    const evaluation = new SwapEvaluation(SIDE, average);
    evaluation.add(off(10, SIDE));
    evaluation.add(off(30, 1));
    expect(evaluation.result().swapError).toBe(20);
  });

  test('is all there is to gain if it is the key, and none if it is what was filmed', () => {
    const perfect = new SwapEvaluation(SIDE, average);
    perfect.add({ crop: grey(200), painted: face.pixels, key: face });
    expect(perfect.result()).toMatchObject({ swapError: 0, swapScore: 1, ssim: 1, psnr: null });
    const none = new SwapEvaluation(SIDE, average);
    none.add({ crop: grey(200), painted: grey(200), key: face });
    expect(none.result().swapScore).toBe(0);
    const still = new SwapEvaluation(SIDE, average);
    still.add({ crop: grey(200), painted: average, key: face });
    expect(still.result().swapScore).toBe(still.result().meanFaceScore);
    expect(still.result().meanFaceScore).not.toBe(0);
  });

  test('has the means of PSNR and SSIM, which for greys are closed forms', () => {
    const evaluation = new SwapEvaluation(SIDE, average);
    evaluation.add(off(51));
    evaluation.add(off(5));
    const { psnr, ssim } = evaluation.result();
    expect(psnr).toBeCloseTo((20 * Math.log10(255 / 51) + 20 * Math.log10(255 / 5)) / 2, 9);
    const c1 = 2.55 ** 2;
    const similar = (a: number, b: number) => (2 * a * b + c1) / (a * a + b * b + c1);
    expect(ssim).toBeCloseTo((similar(100, 151) + similar(100, 105)) / 2, 9);
  });

  test('is scored by regions', () => {
    const { mouthTop, mouthBottom, eyeLeftCentre, eyeRightCentre } = face.landmarks;
    /** The face with a stain of 4 × 4 pixels. */
    const stained = (x: number, y: number) =>
      face.pixels.map((value, i) => {
        const column = Math.floor(i / 3) % SIDE;
        const row = Math.floor(i / 3 / SIDE);
        return Math.abs(column - x) <= 2 && Math.abs(row - y) <= 2 ? 255 - value : value;
      });
    const scores = (painted: Uint8Array) => {
      const evaluation = new SwapEvaluation(SIDE, average);
      evaluation.add({ crop: grey(200), painted, key: face });
      evaluation.addReconstruction({ painted, key: face });
      return evaluation.result();
    };
    const mouth = scores(stained(mouthTop.x, (mouthTop.y + mouthBottom.y) / 2));
    expect(mouth.regions.eyes.swapError).toBe(0);
    expect(mouth.regions.mouth.swapError).toBeGreaterThan(5 * mouth.swapError!);
    expect(mouth.regions.mouth.reconstructionError).toBe(mouth.regions.mouth.swapError);
    expect(mouth.regions.mouth.swapScore).toBe(
      1 - mouth.regions.mouth.swapError! / mouth.regions.mouth.noSwapError!,
    );
    const eye = scores(stained(eyeLeftCentre.x, eyeLeftCentre.y));
    expect(eye.regions.mouth.swapError).toBe(0);
    expect(eye.regions.eyes.swapError).toBeGreaterThan(5 * eye.swapError!);
    expect(scores(stained(eyeRightCentre.x, 0)).regions.eyes.swapError).toBe(0);
    expect(eye.regions.face.swapError).toBe(eye.swapError);
  });

  test('has numbers that JSON can hold, and null where there is nothing to tell', () => {
    const empty = new SwapEvaluation(SIDE, average).result();
    expect(empty.regions.face).toEqual({
      swapError: null,
      noSwapError: null,
      meanFaceError: null,
      reconstructionError: null,
      swapScore: null,
      meanFaceScore: null,
      transferGap: null,
    });
    const evaluation = new SwapEvaluation(SIDE, average);
    evaluation.add(off(10));
    evaluation.add(off(50, 0));
    evaluation.add({ crop: grey(100), painted: grey(100), key: greyKey(100) });
    const result = evaluation.result();
    expect(result.frameErrors).toEqual([10, null, 0]);
    expect(result.swapError).toBe(5);
    expect(result.transferGap).toBeNull();
    for (const scores of [empty, result]) expect(JSON.parse(JSON.stringify(scores))).toEqual(scores);
  });

  test('refuses crops of another size', () => {
    const evaluation = new SwapEvaluation(SIDE, average);
    expect(() => {
      evaluation.add({ ...off(1), painted: new Uint8Array(9) });
    }).toThrow('The first picture holds 9 numbers, not 12288.');
    expect(() => {
      evaluation.addReconstruction({ painted: grey(1), key: { ...face, mask: new Uint8Array(9) } });
    }).toThrow('The mask of the face holds 9 numbers');
  });
});
