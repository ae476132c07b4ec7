import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProvenPixels } from '../../../src/clips/proven-pixels.ts';
import { cropKeys } from '../../../src/pipeline/dataset/crop-keys.ts';
import { loadDriving, type DrivingClip } from '../../../src/pipeline/driving-clip.ts';
import { extractClip, type ExtractedClip } from '../../../src/pipeline/extract.ts';
import type { TrainedRun } from '../../../src/pipeline/run/load.ts';
import { connectNetworks } from '../../../src/train/autoencoder.ts';
import { twoPeople as people } from '../clips.ts';
import { FRAMES, host, loadClips, run, SIDE, type ScoreSwap } from './grey-run.ts';

/** The run of two grey pictures, with decoders that predict these faces, whatever they see. */
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
          return target === 1 ? tf.div(all, 255) : run.model.decode(latent, target);
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
    { mask: 'truth', blend: 'poisson', sharpen: 0.5 },
  ] as const)('the answer key has all skill in crops and in frames, put back with %o', async (changes) => {
    const perfect = (await cropKeys(host, clips[0], people[1])).faces.images;
    const {
      cropScores: scores,
      frameScores: frames,
      probes,
    } = await directionOf(predicting(perfect), changes);
    expect(scores).toMatchObject({ skill: 1, swapError: 0, skillOfPerfect: 1, ssim: 1 });
    expect(frames).toMatchObject({ skill: 1, swapError: 0, flicker: 0, skillOfPerfect: 1 });
    expect(frames.frameError).toBe(frames.pastingError);
    expect(frames.pastingError).toBeGreaterThan(0);
    expect(probes.swap).toEqual(probes.key);
  });

  test('the answer key has all skill where faces are found, smoothed over time, too', async () => {
    const found = await extractClip(host, clips[0].clip, 'clip');
    const smooth = await loadDriving(host, run, found, 2);
    const perfect = (await cropKeys(host, smooth.extracted, people[1])).faces.images;
    const { cropScores: scores, frameScores: frames } = await directionOf(predicting(perfect), {}, smooth);
    expect(scores).toMatchObject({ skill: 1, swapError: 0 });
    expect(frames).toMatchObject({ skill: 1, swapError: 0 });
  });

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
