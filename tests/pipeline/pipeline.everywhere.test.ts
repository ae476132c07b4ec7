import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { convertFrame } from '../../src/convert/index.ts';
import { FrameEvaluation, SwapEvaluation } from '../../src/evaluate/index.ts';
import { align, cut, trueCrop } from '../../src/extract/index.ts';
import {
  answerKey,
  planClip,
  renderTruth,
  sampleIdentity,
  shotOf,
  type ClipPlan,
  type Identity,
} from '../../src/index.ts';
import {
  averageFace,
  faceOf,
  paint,
  presets,
  recipeOf,
  train,
  type FaceSet,
  type News,
  type Snapshot,
} from '../../src/train/index.ts';
import { defaultsOf, settings } from '../../src/settings.ts';
import { useWasm } from '../engine/backends.ts';
import { alone } from '../train/tiny.ts';

const [SIZE, SIDE, FRAMES] = [96, 64, 6];
const people = [11, 12].map(sampleIdentity);

const filmed = (identity: Identity, kind: 'training' | 'driving'): ClipPlan =>
  planClip({ identity, kind, seed: 1, frames: FRAMES, size: SIZE, fps: 2 });

/** The aligned faces of a clip. */
function facesOf(plan: ClipPlan): FaceSet {
  const pixels = new Uint8Array(FRAMES * SIDE * SIDE * 3);
  const masks = new Uint8Array(FRAMES * SIDE * SIDE);
  for (let frame = 0; frame < FRAMES; frame++) {
    const crop = trueCrop(shotOf(plan, frame), SIZE, SIDE);
    pixels.set(crop.pixels, frame * SIDE * SIDE * 3);
    masks.set(crop.mask, frame * SIDE * SIDE);
  }
  return { count: FRAMES, side: SIDE, pixels, masks };
}

beforeAll(useWasm);

/** The three steps and the score, with nothing but what runs in a page as it does in Node: the lab's way. */
test('a swap from nothing: film, align, train, convert, evaluate', async () => {
  const tensors = tf.memory().numTensors;
  const trained = people.map((identity) => facesOf(filmed(identity, 'training')));
  const preset = presets.lightweight;
  const recipe = recipeOf(preset, { ...defaultsOf(settings.train), steps: 6, batch: 2 });
  const parts = preset.build({
    identities: people.length,
    seed: 1,
    averages: trained.map(averageFace),
    pretrained: {},
  });
  const news: News[] = [];
  let last: Snapshot | undefined;
  const reached = await train(alone(), {
    preset,
    recipe,
    people: trained,
    heldOut: [],
    from: { reached: { step: 0, seconds: 0, progress: 0 }, parts, optimizer: [] },
    save: (snapshot) => {
      last = snapshot;
      return Promise.resolve();
    },
    tell: (told) => news.push(told),
  });
  expect(reached.step).toBe(6);
  // Of the last step, which is always told: what Node gave, for Node and for a page.
  const losses = news.flatMap((told) => (told.kind === 'step' ? [told.losses] : [])).at(-1)!;
  [0.1501718, 0.1352471].forEach((expected, person) => {
    expect(Math.abs(losses[person] - expected)).toBeLessThan(1e-5);
  });

  const [source, target] = [0, 1];
  const driving = filmed(people[source], 'driving');
  const faces = facesOf(driving);
  const painter = { model: preset.assemble(last!.parts), flip: recipe.augment.flip };
  const painted = await paint(painter, faces, source, target);
  const crops = new SwapEvaluation(SIDE, averageFace(trained[target]));
  const frames = new FrameEvaluation();
  for (let index = 0; index < FRAMES; index++) {
    const shot = shotOf(driving, index);
    const keys = answerKey(shot, people[target]);
    const swapped = painted.subarray(index * SIDE * SIDE * 3, (index + 1) * SIDE * SIDE * 3);
    crops.add({
      crop: faceOf(faces, index).pixels,
      painted: swapped,
      key: trueCrop(keys.crop, SIZE, SIDE),
    });
    const frame = renderTruth(shot, SIZE);
    const toCrop = align(frame.landmarks, SIDE);
    const converted = convertFrame(
      frame,
      {
        painted: new Float32Array(swapped),
        side: SIDE,
        toCrop,
        landmarks: frame.landmarks,
        learnedMask: Uint8Array.from(cut(frame.faceMask, SIZE, 1, toCrop, SIDE), Math.round),
        trueMask: frame.faceMask,
      },
      defaultsOf(settings.convert),
    );
    frames.add({ original: frame.pixels, converted, key: renderTruth(keys.frame, SIZE) });
  }
  const { swapError, unswappedError, averageFaceError } = crops.result();
  expect(swapError).toBeGreaterThan(0);
  expect(unswappedError).toBeGreaterThan(20);
  expect(averageFaceError).toBeGreaterThan(5);
  expect(swapError, 'even six steps paint another person').not.toBeCloseTo(unswappedError!, 0);
  expect(Number.isFinite(frames.result().swapScore)).toBe(true);

  for (const model of Object.values(parts)) model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});
