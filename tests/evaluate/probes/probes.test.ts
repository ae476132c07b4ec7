import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { provenPixels, type ProvenPixels } from '../../../src/clips/proven-pixels.ts';
import { gaussianBlur } from '../../../src/convert/blur.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { InputError } from '../../../src/errors.ts';
import { cosineSimilarity, nearestOf } from '../../../src/evaluate/probes/embedding.ts';
import { poseCorrelation } from '../../../src/evaluate/probes/pose-correlation.ts';
import {
  buildIdentityProbe,
  buildPoseProbe,
  EMBEDDING_SIZE,
  Probes,
} from '../../../src/evaluate/probes/probes.ts';
import { groundTruthCrop } from '../../../src/extract/ground-truth-crop.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { builtHost } from '../../built-host.ts';
import { loadProbes } from '../../../src/pipeline/networks/pretrained.ts';
import { loadCast } from '../../../src/pipeline/people.ts';
import { enrollPeople, loadCastEmbeddings } from '../../../src/pipeline/scoring/enroll.ts';
import {
  answerKey,
  planClip,
  shotOf,
  type CastMember,
  type ClipPlan,
  type Identity,
  type Performance,
} from '../../../src/index.ts';

const SIDE = 64;
/** Pixels a side of the frames that crops are cut from. */
const FRAME = 128;

beforeAll(() => chooseBackend(nodeBackends(), 'wasm'));

/** Every so many frames of a clip, cropped. */
function cropsOf(plan: ClipPlan, step: number): { performance: Performance; crop: Uint8Array }[] {
  const frames = Array.from({ length: Math.floor(plan.frames.length / step) }, (_, i) => i * step);
  return frames.map((frame) => {
    const shot = shotOf(plan, frame);
    return { performance: shot.performance, crop: groundTruthCrop(shot, FRAME, SIDE).pixels };
  });
}

const filmed = (identity: Identity, seconds: number, seed: number): ClipPlan =>
  planClip({ identity, kind: 'driving', seed, frames: 25 * seconds, size: FRAME, fps: 25 });

const blurred = (crop: Uint8Array, sigma: number): Uint8Array =>
  Uint8Array.from(gaussianBlur(new Float32Array(crop), SIDE, SIDE, 3, sigma), Math.round);

/** Crops as the probes take them. */
const batchOf = (crops: readonly Uint8Array[]): ProvenPixels =>
  provenPixels(Uint8Array.from(crops.flatMap((crop) => [...crop])), SIDE, SIDE, crops.length);

/** As soft as predicted faces, or softer. */
const BLURS = [0, 1, 1.5];

describe('on the cast, whom the probes were never trained on', () => {
  let probes: Probes;
  let cast: CastMember[];
  let driving: ReturnType<typeof cropsOf>[];
  let centroids: Float32Array[];
  beforeAll(async () => {
    probes = await loadProbes(nodeHost());
    cast = await loadCast(nodeHost());
    driving = cast.map(({ identity }, i) => cropsOf(filmed(identity, 6, i), 10));
    const embeddings = await loadCastEmbeddings(nodeHost());
    centroids = cast.map(({ name }) => embeddings.get(name)!);
  }, 120_000);

  // If not: npm run pretrain -- cast.
  test('the embeddings that come with Janus are those of the cast and the probe as they are', async () => {
    const identities = cast.map(({ identity }) => identity);
    const drawn = await enrollPeople(builtHost(), probes, identities, { workers: 1 });
    for (const [i, embedding] of drawn.entries()) {
      expect(cosineSimilarity(embedding, centroids[i]), cast[i].name).toBeGreaterThan(0.9999);
    }
  });

  test.each(BLURS)('the pose of faces blurred by %f pixels is estimated', async (sigma) => {
    const faces = driving.flat();
    const estimates = await probes.predictPose(batchOf(faces.map(({ crop }) => blurred(crop, sigma))));
    const correlations = poseCorrelation(
      faces.map(({ performance }) => performance),
      estimates,
    );
    expect(correlations.yaw).toBeGreaterThan(0.975);
    expect(correlations.pitch).toBeGreaterThan(0.91);
    expect(correlations.mouthOpen).toBeGreaterThan(0.955);
    expect(correlations.lids).toBeGreaterThan(0.97);
  });

  test.each(BLURS)(
    'people blurred by %f pixels are identified, in a light that is new to the probe',
    async (sigma) => {
      let right = 0;
      for (const [person, faces] of driving.entries()) {
        const embeddings = await probes.embed(batchOf(faces.map(({ crop }) => blurred(crop, sigma))));
        right += embeddings.filter((embedding) => nearestOf(centroids, embedding) === person).length;
      }
      expect(right / driving.flat().length).toBeGreaterThan(0.98);
    },
  );

  test('the inner face decides the identity, not the hair around it', async () => {
    const crops = cast.flatMap((face, person) =>
      cast
        .filter((wearer) => wearer !== face)
        .map((wearer) => {
          const shot = shotOf(filmed(wearer.identity, 1, person), 0);
          return groundTruthCrop(answerKey(shot, face.identity).frame, FRAME, SIDE).pixels;
        }),
    );
    const embeddings = await probes.embed(batchOf(crops));
    const right = embeddings.filter(
      (embedding, i) => nearestOf(centroids, embedding) === Math.floor(i / (cast.length - 1)),
    );
    expect(right.length / crops.length).toBeGreaterThan(0.95);
  });
});

describe('the networks', () => {
  const inputs = () => tf.randomUniform([3, SIDE, SIDE, 3], -0.5, 0.5, 'float32', 5);

  test.each([
    [buildPoseProbe, 5],
    [buildIdentityProbe, EMBEDDING_SIZE],
  ])(
    '%o gives as many numbers as it should, the same for the same seed, and leaks nothing',
    (build, size) => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const outputs = [build(1), build(1), build(2)].map((net) => {
          const output = net.predict(inputs()) as tf.Tensor;
          expect(output.shape).toEqual([3, size]);
          // Two bytes a number: they come with the package.
          expect(2 * net.countParams()).toBeLessThan(500_000);
          net.dispose();
          return [...output.dataSync()];
        });
        expect(outputs[1]).toEqual(outputs[0]);
        expect(outputs[2]).not.toEqual(outputs[0]);
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test('give for a batch of crops what they give for each alone, and keep no tensor', async () => {
    const pose = buildPoseProbe(1);
    const identity = buildIdentityProbe(2);
    const probes = new Probes(pose, identity);
    const crops = Array.from({ length: 40 }, (_, seed) =>
      Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (i * (seed + 3)) % 256),
    );
    const before = tf.memory().numTensors;
    const estimates = await probes.predictPose(batchOf(crops));
    const embeddings = await probes.embed(batchOf(crops));
    expect(tf.memory().numTensors).toBe(before);
    expect([estimates.length, embeddings.length]).toEqual([40, 40]);
    const [alone] = await probes.predictPose(batchOf([crops[37]]));
    expect(alone.yaw).toBeCloseTo(estimates[37].yaw, 3);
    expect(alone.blinkRight).toBeCloseTo(estimates[37].blinkRight, 3);
    const [direction] = await probes.embed(batchOf([crops[37]]));
    expect(cosineSimilarity(direction, embeddings[37])).toBeCloseTo(1, 4);
    for (const embedding of embeddings) expect(cosineSimilarity(embedding, embedding)).toBeCloseTo(1, 5);
    expect(await probes.predictPose(batchOf([]))).toEqual([]);
    // As many numbers as a crop of 64 × 64 has.
    const slim = provenPixels(new Uint8Array(3 * SIDE * SIDE), SIDE / 2, 2 * SIDE);
    for (const run of [probes.embed(slim), probes.predictPose(slim)]) {
      await expect(run).rejects.toThrow(
        new RangeError('The crops are 32 × 128 pixels: expected 64 × 64 pixels.'),
      );
    }
    const forged = structuredClone(slim);
    for (const run of [probes.embed(forged), probes.predictPose(forged)]) {
      await expect(run).rejects.toBeInstanceOf(InputError);
    }
    pose.dispose();
    identity.dispose();
  });
});
