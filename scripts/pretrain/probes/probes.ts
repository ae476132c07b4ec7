import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../../src/extract/mirror.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { correlation } from '../../../src/evaluate/metrics/correlation.ts';
import { centroid, nearestOf } from '../../../src/evaluate/probes/embedding.ts';
import {
  buildIdentityProbe,
  buildPoseProbe,
  poseNames,
  POSE_UNITS,
  toUnitLength,
} from '../../../src/evaluate/probes/probes.ts';
import type { Performance } from '../../../src/faces/index.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { assetPath } from '../../../src/node/host.ts';
import { SIDE } from '../face-bytes.ts';
import { Faces, faceShot, SHOTS } from '../faces.ts';
import { fit } from '../fit.ts';
import { embedCast } from './cast-embeddings.ts';
import { outputsOf, underBlurs } from './evaluate-probe.ts';
import { batchOf, viewOf } from './probe-views.ts';

const POSE = { steps: 14_000, batch: 16, rate: 1.5e-3, tint: 0.25 } as const;
/** Skin is part of an identity: the tint changes colours less than lights do. */
const IDENTITY = { steps: 3500, people: 32, rate: 1.5e-3, tint: 0.1, temperature: 0.1 } as const;

/** Trains the two networks that score swaps, and writes them, and the cast's embeddings. */
export async function pretrainProbes(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  await fitPose(faces);
  await fitIdentity(faces);
  await embedCast();
}

async function fitPose(faces: Faces): Promise<void> {
  const net = buildPoseProbe(3);
  const { steps, batch, rate, tint } = POSE;
  await fit({
    name: 'probe-pose',
    models: [net],
    steps,
    rate,
    stream: 0x9400,
    loss: (random) => {
      const indices = faces.choose(random, batch);
      const flips = indices.map(() => random.chance(0.5));
      const views = indices.map((index, i) => {
        const view = viewOf(faces, index, random, tint);
        return flips[i] ? mirror(view, SIDE, 3) : view;
      });
      const truths = indices.map((index, i) => {
        const { performance } = faceShot(index);
        const seen = flips[i] ? mirrorPose(performance) : performance;
        return poseNames.map((name) => seen[name] / POSE_UNITS[name]);
      });
      const predicted = net.apply(batchOf(views), { training: true }) as tf.Tensor2D; // [batch, 5]
      return tf.mean(tf.abs(tf.sub(predicted, tf.tensor2d(truths))));
    },
    evaluate: () => evaluatePose(net, faces),
    save: () => saveNetwork(assetPath('pretrained/probe-pose'), net, true),
  });
}

const mirrorPose = (seen: Performance): Performance => ({
  ...seen,
  yaw: -seen.yaw,
  blinkLeft: seen.blinkRight,
  blinkRight: seen.blinkLeft,
});

/**
 * Contrastive learning: of each person in a batch two crops under different light, an anchor and a positive.
 * Each anchor should be most similar to its own positive. K. Sohn, "Improved deep metric learning with
 * multi-class N-pair loss objective", NIPS 2016; both ways, and with cosines over a temperature, as in figure
 * 3 of A. Radford et al., "Learning transferable visual models from natural language supervision", 2021.
 */
async function fitIdentity(faces: Faces): Promise<void> {
  const net = buildIdentityProbe(4);
  const { steps, people, rate, tint, temperature } = IDENTITY;
  await fit({
    name: 'probe-identity',
    models: [net],
    steps,
    rate,
    stream: 0x9500,
    loss: (random) => {
      const anchors = faces.choose(random, people);
      const positives = anchors.map((index) => {
        const first = index - (index % SHOTS);
        return first + ((index - first + 1 + random.integer(SHOTS - 1)) % SHOTS);
      });
      const views = [...anchors, ...positives].map((index) => viewOf(faces, index, random, tint));
      const embeddings = toUnitLength(net.apply(batchOf(views), { training: true }) as tf.Tensor2D);
      const [a, b] = tf.split(embeddings, 2); // [people, 64] each
      const similarity = tf.div<tf.Tensor2D>(tf.matMul(a, b, false, true), temperature); // [people, people]
      return tf.div<tf.Scalar>(
        tf.add(contrastiveLoss(similarity), contrastiveLoss(tf.transpose(similarity))),
        2,
      );
    },
    evaluate: () => evaluateIdentity(net, faces),
    save: () => saveNetwork(assetPath('pretrained/probe-identity'), net, true),
  });
}

/** Cross-entropy of each row's softmax; the right class lies on the diagonal. */
const contrastiveLoss = (similarity: tf.Tensor2D): tf.Scalar =>
  tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(similarity), tf.eye(similarity.shape[0]))), similarity.shape[0]));

function evaluatePose(net: tf.LayersModel, faces: Faces): string {
  const truths = faces.validation.map((index) => faceShot(index).performance);
  return underBlurs((blur) => {
    const predicted = outputsOf(net, faces, blur);
    return poseNames
      .map((name, k) => {
        const r = correlation(
          truths.map((performance) => performance[name]),
          predicted.map((values) => values[k]),
        );
        return `${name} ${r.toFixed(4)}`;
      })
      .join(', ');
  });
}

/**
 * Half of each person's crops give a centroid; the score is how many of the others are nearest to their own.
 */
function evaluateIdentity(net: tf.LayersModel, faces: Faces): string {
  return underBlurs((blur) => {
    const embeddings = outputsOf(net, faces, blur).map((outputs) => centroid([outputs]));
    const people = Array.from({ length: embeddings.length / SHOTS }, (_, person) =>
      embeddings.slice(person * SHOTS, (person + 1) * SHOTS),
    );
    const centroids = people.map((own) => centroid(own.slice(0, SHOTS / 2)));
    const found = people.flatMap((own, person) =>
      own.slice(SHOTS / 2).map((embedding) => nearestOf(centroids, embedding) === person),
    );
    const right = found.filter(Boolean).length / found.length;
    return `${(100 * right).toFixed(1)} % identified among ${people.length}`;
  });
}
