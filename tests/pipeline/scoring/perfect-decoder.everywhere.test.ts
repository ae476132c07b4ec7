import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProvenPixels } from '../../../src/clips/proven-pixels.ts';
import { smoothingMethods } from '../../../src/convert/names.ts';
import { cropKeys } from '../../../src/pipeline/dataset/crop-keys.ts';
import { loadDriving, type DrivingClip } from '../../../src/pipeline/driving-clip.ts';
import { extractClip, type ExtractedClip } from '../../../src/pipeline/extract.ts';
import type { TrainedRun } from '../../../src/pipeline/run/load.ts';
import { connectNetworks } from '../../../src/train/autoencoder.ts';
import { twoPeople as people } from '../clips.ts';
import { FRAMES, host, loadClips, run, SIDE, type ScoreSwap } from './grey-run.ts';

/**
 * The run of two grey pictures, with decoders that predict these faces, whatever they see, and an α that rises
 * from 0 at the left to 1 at the right.
 */
const predicting = (faces: ProvenPixels): TrainedRun => ({
  ...run,
  model: connectNetworks(
    {},
    {
      encode: (crops, source) => run.model.encode(crops, source),
      decode: (latent, target) =>
        tf.tidy(() => {
          const pictures = Array.from({ length: faces.count }, (_, i) => faces.copy(i));
          const all = tf.stack(pictures.map((picture) => tf.tensor3d(picture, [SIDE, SIDE, 3], 'float32')));
          expect(latent.shape[0]).toBe(faces.count);
          const colours = target === 1 ? tf.div(all, 255) : run.model.decode(latent, target);
          const row = tf.reshape(tf.linspace(0, 1, SIDE), [1, 1, SIDE, 1]);
          const alpha = tf.tile(row, [faces.count, SIDE, 1, 1]);
          return tf.concat([colours, alpha], 3) as tf.Tensor4D;
        }),
    },
  ),
});

let clips: ExtractedClip[];
let driving: DrivingClip;
let directionOf: ScoreSwap;

beforeAll(async () => {
  ({ clips, driving, directionOf } = await loadClips());
});

describe('in place of what a decoder predicts,', () => {
  test.each([
    {},
    { mask: 'hull', colour: 'reinhard', erode: 0.05 },
    { colour: 'adain', enhance: 0.4 },
    { mask: 'alpha', feather: 0 },
    { mask: 'truth', blend: 'poisson', sharpen: 0.5 },
  ] as const)('the answer key has all skill in crops and in frames, put back with %o', async (changes) => {
    const perfect = (await cropKeys(host, clips[0], people[1])).faces.images;
    const {
      cropScores: scores,
      frameScores: frames,
      probes,
    } = await directionOf(predicting(perfect), changes);
    expect(scores).toMatchObject({ skill: 1, swapError: 0, skillOfPerfect: 1, ssim: 1, sharpness: 1 });
    expect(frames).toMatchObject({ skill: 1, swapError: 0, flicker: 0, skillOfPerfect: 1 });
    expect(frames.frameError).toBe(frames.pastingError);
    expect(frames.pastingError).toBeGreaterThan(0);
    expect(probes.swap).toEqual(probes.key);
  });

  test('decoders that paint no α are refused where it was to be the mask', async () => {
    await expect(directionOf(run, { mask: 'alpha' })).rejects.toThrow('The decoders of the run paint no α');
  });

  test.each(smoothingMethods)(
    'the answer key has all skill where faces are found, smoothed by %s, too',
    async (smoothBy) => {
      const found = await extractClip(host, clips[0].clip, 'clip');
      const smooth = await loadDriving(host, run, found, { smoothBy, smooth: 2 });
      const perfect = (await cropKeys(host, smooth.extracted, people[1])).faces.images;
      const { cropScores: scores, frameScores: frames } = await directionOf(predicting(perfect), {}, smooth);
      expect(scores).toMatchObject({ skill: 1, swapError: 0 });
      expect(frames).toMatchObject({ skill: 1, swapError: 0 });
    },
  );

  test('the filmed face itself has no likeness', async () => {
    const { cropScores: scores, probes } = await directionOf(predicting(driving.faces.images));
    expect(probes.swap.likeness).toBe(0);
    expect(scores.swapError).toBe(scores.noSwapError);
  });

  test('nothing that is pasted is perfect under a mask that is empty', async () => {
    const perfect = (await cropKeys(host, clips[0], people[1])).faces.images;
    const { frameScores: frames } = await directionOf(predicting(perfect), { erode: 1 });
    expect(frames).toMatchObject({ skill: null, swapError: null, pastingError: null, skillOfPerfect: null });
    expect(frames.frameErrors).toEqual(Array(FRAMES).fill(null));
  });
});
