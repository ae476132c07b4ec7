import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mean } from '../../../scripts/statistics.ts';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { buildMaskNet, findMasks } from '../../../src/convert/mask/mask-net.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../../src/errors.ts';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { loadCast } from '../../../src/pipeline/people.ts';
import { occluderKinds, planClip, shotOf, type OccluderChoice } from '../../../src/index.ts';
import { faceAt, FaceDataset } from '../../../src/train/dataset/face-dataset.ts';
import { unprovenCopy } from '../../train/tiny.ts';

const SIDE = 64;
const SIZE = 128;

/** Two frames with something before the face: it comes from below, stays, and goes. */
const heldFrames = (frames: readonly { readonly occluder?: unknown }[]): number[] => {
  const held = frames.flatMap(({ occluder }, frame) => (occluder ? [frame] : []));
  return [held[Math.floor(held.length / 3)], held[Math.floor((2 * held.length) / 3)]];
};

/** Faces of the whole cast, none of whom the network was trained on, in driving clips. */
async function castFaces(occluder: OccluderChoice): Promise<FaceDataset[]> {
  return (await loadCast(nodeHost())).map(({ identity }, seed) => {
    const plan = planClip({ identity, kind: 'driving', seed, frames: 50, size: SIZE, fps: 25, occluder });
    const frames = occluder === 'none' ? [0, 49] : heldFrames(plan.frames);
    const crops = frames.map((frame) => groundTruthCrop(shotOf(plan, frame), SIZE, SIDE));
    const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
    return new FaceDataset(
      provenPixels(joined(crops.map(({ pixels }) => pixels)), SIDE, SIDE, crops.length),
      joined(crops.map(({ mask }) => mask)),
    );
  });
}

/** Intersection over union of two masks, each pixel as far as it belongs to them. */
function overlap(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let either = 0;
  a.forEach((value, i) => {
    both += Math.min(value, b[i]);
    either += Math.max(value, b[i]);
  });
  return both / either;
}

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

describe('the network that comes with Janus', () => {
  let net: tf.LayersModel;
  let sets: FaceDataset[];
  beforeAll(async () => {
    net = await loadPretrained(nodeHost(), 'face-mask');
    sets = await castFaces('none');
  });
  afterAll(() => {
    net.dispose();
  });

  async function overlapsOf(sets: readonly FaceDataset[]): Promise<number[]> {
    const overlaps: number[] = [];
    for (const set of sets) {
      const found = await findMasks(net, set);
      for (let i = 0; i < set.count; i++) {
        overlaps.push(overlap(found.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), faceAt(set, i).mask));
      }
    }
    return overlaps;
  }

  test('segments the inner face of people it was never trained on', async () => {
    const overlaps = await overlapsOf(sets);
    expect(Math.min(...overlaps)).toBeGreaterThan(0.8);
    expect(mean(overlaps)).toBeGreaterThan(0.92);
  });

  test.each(occluderKinds)('leaves out what a %s hides of it', async (kind) => {
    const occluded = await castFaces(kind);
    const areas = [occluded, sets].map((which) => mean(which.flatMap(({ masks }) => mean([...masks]))));
    expect(areas[0], 'something is hidden').toBeLessThan(0.9 * areas[1]);
    const found = mean(await overlapsOf(occluded));
    expect(found).toBeGreaterThan(0.8);
  });

  test('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await findMasks(net, sets[0]);
    const stopped = findMasks(net, sets[0], () => {
      throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses crops that are not proven', async () => {
    await expect(findMasks(net, unprovenCopy(sets[0]))).rejects.toBeInstanceOf(InputError);
  });
});

test('has a value from 0 to 1 for every pixel, and begins the same from the same seed', () => {
  const crops = tf.randomUniform([2, SIDE, SIDE, 3], -0.5, 0.5, 'float32', 1);
  const [a, b, other] = [1, 1, 2].map((seed) => {
    const net = buildMaskNet(seed);
    const mask = net.predict(crops) as tf.Tensor4D;
    expect(mask.shape).toEqual([2, SIDE, SIDE, 1]);
    const values = mask.dataSync();
    tf.dispose([net.getWeights(), mask]);
    return values;
  });
  expect(Math.min(...a)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...a)).toBeLessThanOrEqual(1);
  expect(a).toEqual(b);
  expect(a).not.toEqual(other);
  crops.dispose();
});
