import * as tf from '@tensorflow/tfjs';
import { withStart } from '../../src/train/config/start.ts';
import { beforeAll, expect, test } from 'vitest';
import { provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { convertFrame } from '../../src/convert/index.ts';
import { FrameEvaluation, SwapEvaluation } from '../../src/evaluate/index.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { align, groundTruthCrop } from '../../src/extract/index.ts';
import {
  answerKey,
  planClip,
  renderTruth,
  sampleIdentity,
  shotOf,
  VerifiedFrame,
  type ClipPlan,
  type Identity,
} from '../../src/index.ts';
import {
  FaceDataset,
  fit,
  meanFace,
  predict,
  presets,
  resolveConfig,
  type TrainEvent,
  type Checkpoint,
} from '../../src/train/index.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { useWasm } from '../engine/backends.ts';
import { alone, beginning } from '../train/tiny.ts';

const [SIZE, SIDE, FRAMES] = [96, 64, 6];
const people = [11, 12].map(sampleIdentity);

const filmed = (identity: Identity, kind: 'training' | 'driving'): ClipPlan =>
  planClip({ identity, kind, seed: 1, frames: FRAMES, size: SIZE, fps: 2 });

/** The aligned faces of a clip. */
function facesOf(plan: ClipPlan): FaceDataset {
  const pixels = new Uint8Array(FRAMES * SIDE * SIDE * 3);
  const masks = new Uint8Array(FRAMES * SIDE * SIDE);
  for (let frame = 0; frame < FRAMES; frame++) {
    const crop = groundTruthCrop(shotOf(plan, frame), SIZE, SIDE);
    pixels.set(crop.pixels, frame * SIDE * SIDE * 3);
    masks.set(crop.mask, frame * SIDE * SIDE);
  }
  return new FaceDataset(provenPixels(pixels, SIDE, SIDE, FRAMES), masks);
}

beforeAll(useWasm);

/** The three steps and the score, with nothing but what runs in a page as it does in Node: the lab's way. */
test('a whole swap: film, align, train, convert, evaluate', async () => {
  const tensors = tf.memory().numTensors;
  const trained = people.map((identity) => facesOf(filmed(identity, 'training')));
  const preset = presets.lightweight;
  const config = resolveConfig(preset, {
    ...withStart({ ...defaultsOf(settings.train), preset: 'lightweight', start: 'nothing' }),
    steps: 6,
    batch: 2,
  });
  const networks = preset.build({
    people: people.length,
    seed: 1,
    faces: trained,
    pretrained: {},
    start: 'nothing',
    flip: config.augment.flip,
  });
  const events: TrainEvent[] = [];
  let last: Checkpoint | undefined;
  const progress = await fit(alone(), {
    preset,
    config: config,
    datasets: trained,
    validation: [],
    from: beginning(networks),
    save: (checkpoint) => {
      last = checkpoint;
      return Promise.resolve();
    },
    onEvent: (event) => events.push(event),
  });
  expect(progress.step).toBe(6);
  // The mean losses of all steps, which do not depend on when they were reported, as Node had them: for Node
  // and for a page.
  const reports = events.filter((event) => event.kind === 'step');
  [0.3004642, 0.3224851].forEach((expected, person) => {
    const sum = reports.reduce((total, { losses, progress: { step } }, i) => {
      const before = reports[i - 1]?.progress.step ?? 0;
      return total + losses[person].loss * (step - before);
    }, 0);
    expect(Math.abs(sum / 6 - expected), String(sum / 6)).toBeLessThan(1e-5);
  });

  const [source, target] = [0, 1];
  const driving = filmed(people[source], 'driving');
  const faces = facesOf(driving);
  const swapper = { model: preset.connect(last!.networks), flip: config.augment.flip };
  const { pixels: swaps } = await predict(swapper, faces, source, target);
  const keys = facesOf({ ...driving, identity: people[target] });
  const { pixels: reconstructions } = await predict(swapper, keys, target, target);
  const still = meanFace(trained[target]);
  const crops = new SwapEvaluation(SIDE, still);
  const frames = new FrameEvaluation();
  for (let index = 0; index < FRAMES; index++) {
    const shot = shotOf(driving, index);
    const answer = answerKey(shot, people[target]);
    const key = groundTruthCrop(answer.crop, SIZE, SIDE);
    crops.add({
      original: faces.images.copy(index),
      swap: swaps.copy(index),
      reconstruction: reconstructions.copy(index),
      key,
    });
    const frame = new VerifiedFrame(shot, SIZE, true);
    const toCrop = align(frame.landmarks, SIDE);
    const convert = (predicted: ProvenPixels, which: number) =>
      convertFrame(
        frame,
        {
          faces: predicted,
          index: which,
          toCrop,
          landmarks: frame.landmarks,
          learnedMask: Uint8Array.from(warpAffine(frame.faceMask, SIZE, 1, toCrop, SIDE), Math.round),
        },
        defaultsOf(settings.convert),
      ).copy();
    const one = (picture: ArrayLike<number>) =>
      provenPixels(Uint8Array.from(picture, Math.round), SIDE, SIDE);
    frames.add({
      original: frame.pixels.copy(),
      swap: convert(swaps, index),
      cropKey: convert(one(key.pixels), 0),
      meanFace: convert(one(still), 0),
      key: renderTruth(answer.frame, SIZE),
    });
  }
  const { swapError, noSwapError, meanFaceError, skill, skillOfPerfect } = crops.result();
  expect(swapError).toBeGreaterThan(0);
  expect(noSwapError).toBeGreaterThan(20);
  expect(meanFaceError).toBeGreaterThan(5);
  expect(swapError, 'even six steps show another person').not.toBeCloseTo(noSwapError!, 0);
  expect(skill).toBe(1 - swapError! / meanFaceError!);
  expect(skillOfPerfect).toBe(1);
  expect(frames.result().skillOfPerfect).toBe(1);
  expect(frames.result().skill).toBeLessThan(1);

  for (const model of Object.values(networks)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});
