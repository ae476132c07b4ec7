import { describe, expect, test } from 'vitest';
import { gaussianBlur } from '../../src/convert/blur.ts';
import { highFrequencies } from '../../src/evaluate/metrics/sharpness.ts';
import { SwapEvaluation, type SwappedCrop } from '../../src/evaluate/swap-evaluation.ts';
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
const meanFace = new Float32Array(grey(160));
/** A key of one grey, where of the face only the first rows may be seen. */
const greyKey = (level: number, rows = SIDE): GroundTruthCrop => ({
  ...face,
  pixels: grey(level),
  mask: new Uint8Array(PIXELS).fill(255, 0, rows * SIDE),
});

/** A frame whose swap is off by some levels everywhere, and whose reconstruction by 5. */
const off = (error: number, rows = SIDE): SwappedCrop => ({
  original: grey(200),
  swap: grey(100 + error),
  reconstruction: grey(95),
  key: greyKey(100, rows),
});

/** The scores of one frame of the face, with that in place of the swap. */
function scoresOf(swap: Uint8Array | Float32Array, reconstruction = swap) {
  const evaluation = new SwapEvaluation(SIDE, meanFace);
  evaluation.add({ original: grey(200), swap, reconstruction, key: face });
  return evaluation.result();
}

describe('a swap', () => {
  test('is scored as by hand', () => {
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    evaluation.add(off(10));
    evaluation.add(off(30));
    expect(evaluation.result()).toMatchObject({
      skill: 1 - 20 / 60,
      swapError: 20,
      meanFaceError: 60,
      // A grey picture becomes any other grey by its light alone.
      fittedMeanFaceError: 0,
      skillOfFittedMeanFace: 1,
      noSwapError: 100,
      reconstructionError: 5,
      transferGap: 15,
      skillOfPerfect: 1,
      frameErrors: [10, 30],
    });
  });

  test('is the mean of its frames, however much of a face each shows', () => {
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    evaluation.add(off(10, SIDE));
    evaluation.add(off(30, 1));
    expect(evaluation.result().swapError).toBe(20);
  });

  test('has all skill if it is the key, none if it is the mean face, less if it is worse', () => {
    const perfect = scoresOf(face.pixels);
    expect(perfect).toMatchObject({ swapError: 0, skill: 1, skillOfPerfect: 1, ssim: 1, psnr: null });
    expect(perfect.sharpness).toBe(1);
    for (const { skill } of Object.values(perfect.regions)) expect(skill).toBe(1);
    const still = scoresOf(meanFace);
    expect(still.skill).toBe(0);
    for (const { skill } of Object.values(still.regions)) expect(skill).toBe(0);
    expect(scoresOf(grey(255)).skill).toBeLessThan(0);
  });

  test('is compared with a mean face that follows the light, and nothing else', () => {
    // The same face in another light: each channel with a gain and an offset of its own.
    const relit = Float32Array.from(face.pixels, (value, i) => [0.5, 0.6, 0.7][i % 3] * value + 20);
    const evaluation = new SwapEvaluation(SIDE, relit);
    evaluation.add({ original: grey(200), swap: grey(100), reconstruction: grey(100), key: face });
    const sameFace = evaluation.result();
    expect(sameFace.meanFaceError).toBeGreaterThan(10);
    expect(sameFace.fittedMeanFaceError).toBeLessThan(0.001);
    for (const { skillOfFittedMeanFace } of Object.values(sameFace.regions)) {
      expect(skillOfFittedMeanFace).toBeCloseTo(1, 4);
    }
    // Of a grey mean face, what is left is each channel's distance from its mean over the inner face.
    const channels = [0, 1, 2].map((channel) => {
      const weights = face.mask.reduce((sum, weight) => sum + weight, 0);
      const mean = (of: (pixel: number) => number) =>
        face.mask.reduce((sum, weight, pixel) => sum + (weight * of(pixel)) / weights, 0);
      const middle = mean((pixel) => face.pixels[3 * pixel + channel]);
      return mean((pixel) => Math.abs(face.pixels[3 * pixel + channel] - middle));
    });
    const left = channels.reduce((sum, error) => sum + error / 3, 0);
    expect(scoresOf(grey(0)).fittedMeanFaceError).toBeCloseTo(left, 4);
  });

  test('has the means of PSNR and SSIM, which for greys are closed forms', () => {
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    evaluation.add(off(51));
    evaluation.add(off(5));
    const { psnr, ssim } = evaluation.result();
    expect(psnr).toBeCloseTo((20 * Math.log10(255 / 51) + 20 * Math.log10(255 / 5)) / 2, 9);
    const c1 = 2.55 ** 2;
    const similar = (a: number, b: number) => (2 * a * b + c1) / (a * a + b * b + c1);
    expect(ssim).toBeCloseTo((similar(100, 151) + similar(100, 105)) / 2, 9);
  });

  test('is as sharp as the ratio of the frames’ means, so that the key with more detail counts more', () => {
    const blurred = gaussianBlur(new Float32Array(face.pixels), SIDE, SIDE, 3, 1);
    expect(scoresOf(blurred).sharpness).toBeLessThan(0.8);
    const dim = face.pixels.map((value) => value / 4);
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    const common = { original: grey(200), reconstruction: grey(100) };
    evaluation.add({ ...common, swap: blurred, key: face });
    evaluation.add({ ...common, swap: dim, key: { ...face, pixels: dim } });
    const inner = Float32Array.from(face.mask, (value) => value / 255);
    const [soft, sharp, dark] = [blurred, face.pixels, dim].map((picture) =>
      highFrequencies(new Float32Array(picture), SIDE, SIDE, inner),
    );
    expect(evaluation.result().sharpness).toBeCloseTo((soft + dark) / (sharp + dark), 9);
  });

  test('has no sharpness beside a key of one grey', () => {
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    evaluation.add(off(10));
    expect(evaluation.result().sharpness).toBeNull();
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
    const mouth = scoresOf(stained(mouthTop.x, (mouthTop.y + mouthBottom.y) / 2));
    expect(mouth.regions.eyes.swapError).toBe(0);
    expect(mouth.regions.mouth.swapError).toBeGreaterThan(5 * mouth.swapError!);
    expect(mouth.regions.mouth.reconstructionError).toBe(mouth.regions.mouth.swapError);
    expect(mouth.regions.mouth.skill).toBe(
      1 - mouth.regions.mouth.swapError! / mouth.regions.mouth.meanFaceError!,
    );
    const eye = scoresOf(stained(eyeLeftCentre.x, eyeLeftCentre.y));
    expect(eye.regions.mouth.swapError).toBe(0);
    expect(eye.regions.eyes.swapError).toBeGreaterThan(5 * eye.swapError!);
    expect(scoresOf(stained(eyeRightCentre.x, 0)).regions.eyes.swapError).toBe(0);
    const { skill, swapError, transferGap } = eye;
    expect(eye.regions.face).toMatchObject({ skill, swapError, transferGap });
  });

  test('has numbers that JSON can hold, and null where there is nothing to measure', () => {
    const empty = new SwapEvaluation(SIDE, meanFace).result();
    expect(empty.regions.face).toEqual({
      skill: null,
      swapError: null,
      meanFaceError: null,
      fittedMeanFaceError: null,
      skillOfFittedMeanFace: null,
      noSwapError: null,
      reconstructionError: null,
      transferGap: null,
      skillOfPerfect: null,
    });
    const faceless = new SwapEvaluation(SIDE, meanFace);
    faceless.add(off(50, 0));
    expect(faceless.result()).toEqual({ ...empty, frameErrors: [null] });
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    evaluation.add(off(10));
    evaluation.add(off(50, 0));
    evaluation.add(off(0));
    const result = evaluation.result();
    expect(result.frameErrors).toEqual([10, null, 0]);
    expect(result.swapError).toBe(5);
    expect(result.transferGap).toBe(0);
    for (const scores of [empty, result]) expect(JSON.parse(JSON.stringify(scores))).toEqual(scores);
  });

  test('has no skill where the mean face is the key already', () => {
    const evaluation = new SwapEvaluation(SIDE, new Float32Array(grey(100)));
    evaluation.add(off(0));
    expect(evaluation.result()).toMatchObject({ swapError: 0, skill: null, skillOfPerfect: null });
  });

  test('refuses crops of another size', () => {
    const evaluation = new SwapEvaluation(SIDE, meanFace);
    expect(() => {
      evaluation.add({ ...off(1), swap: new Uint8Array(9) });
    }).toThrow('The first picture holds 9 numbers, not 12288.');
    expect(() => {
      evaluation.add({ ...off(1), reconstruction: new Uint8Array(9) });
    }).toThrow('holds 9 numbers, not 12288.');
    expect(() => {
      evaluation.add({ ...off(1), key: { ...face, mask: new Uint8Array(9) } });
    }).toThrow('The mask of the face holds 9 numbers');
  });
});
