import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../src/extract/mirror.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { correlation } from '../../src/evaluate/correlation.ts';
import { centroid, nearestOf } from '../../src/evaluate/embedding.ts';
import {
  buildIdentityProbe,
  buildPoseProbe,
  poseNames,
  POSE_UNITS,
  toUnitLength,
} from '../../src/evaluate/probes.ts';
import type { Performance } from '../../src/faces/index.ts';
import { saveNetwork } from '../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { assetPath } from '../../src/node/host.ts';
import { Faces, faceShot, SHOTS, SIDE } from './faces.ts';
import { fit } from './fit.ts';
import { batchOf, plainView, viewOf } from './probe-views.ts';

/** Blurs under which the probes are judged, in pixels: as filmed, and about as soft as what is painted. */
const BLURS = [0, 1.2] as const;

const PERFORMANCE = { steps: 14_000, batch: 16, rate: 1.5e-3, tint: 0.25 } as const;
/** Skin is part of who someone is: the tint stays below what lights do. */
const IDENTITY = { steps: 3500, people: 32, rate: 1.5e-3, tint: 0.1, temperature: 0.1 } as const;

/** Trains the two networks that judge swaps, and writes them. */
export async function pretrainProbes(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  await saveNetwork(assetPath('pretrained/probe-performance'), await fitPerformance(faces), true);
  await saveNetwork(assetPath('pretrained/probe-identity'), await fitIdentity(faces), true);
}

async function fitPerformance(faces: Faces): Promise<tf.LayersModel> {
  const net = buildPoseProbe(3);
  const { steps, batch, rate, tint } = PERFORMANCE;
  await fit({
    name: 'probe-performance',
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
      const read = net.apply(batchOf(views), { training: true }) as tf.Tensor2D; // [batch, 5]
      return tf.mean(tf.abs(tf.sub(read, tf.tensor2d(truths))));
    },
    evaluate: () => evaluatePerformance(net, faces),
  });
  return net;
}

const mirrorPose = (seen: Performance): Performance => ({
  ...seen,
  yaw: -seen.yaw,
  blinkLeft: seen.blinkRight,
  blinkRight: seen.blinkLeft,
});

/**
 * Two crops of each of some people, in other light: each should find its fellow among all of the others'. K.
 * Sohn, "Improved deep metric learning with multi-class N-pair loss objective", NIPS 2016; both ways, and
 * with cosines over a temperature, as in figure 3 of A. Radford et al., "Learning transferable visual models
 * from natural language supervision", 2021.
 */
async function fitIdentity(faces: Faces): Promise<tf.LayersModel> {
  const net = buildIdentityProbe(4);
  const { steps, people, rate, tint, temperature } = IDENTITY;
  await fit({
    name: 'probe-identity',
    models: [net],
    steps,
    rate,
    stream: 0x9500,
    loss: (random) => {
      const ones = faces.choose(random, people);
      const fellows = ones.map((index) => {
        const first = index - (index % SHOTS);
        return first + ((index - first + 1 + random.integer(SHOTS - 1)) % SHOTS);
      });
      const views = [...ones, ...fellows].map((index) => viewOf(faces, index, random, tint));
      const embeddings = toUnitLength(net.apply(batchOf(views), { training: true }) as tf.Tensor2D);
      const [a, b] = tf.split(embeddings, 2); // [people, 64] each
      const likeness = tf.div<tf.Tensor2D>(tf.matMul(a, b, false, true), temperature); // [people, people]
      return tf.div<tf.Scalar>(tf.add(contrastiveLoss(likeness), contrastiveLoss(tf.transpose(likeness))), 2);
    },
    evaluate: () => evaluateIdentity(net, faces),
  });
  return net;
}

/** Cross entropy of each row's softmax where the right one lies on the diagonal. */
const contrastiveLoss = (likeness: tf.Tensor2D): tf.Scalar =>
  tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(likeness), tf.eye(likeness.shape[0]))), likeness.shape[0]));

/** Evaluates the probes on faces as they are, and on soft ones. */
const underBlurs = (evaluate: (blur: number) => string): string =>
  BLURS.map((blur) => `blurred by ${blur}: ${evaluate(blur)}`).join('; ');

function evaluatePerformance(net: tf.LayersModel, faces: Faces): string {
  const truths = faces.heldOut.map((index) => faceShot(index).performance);
  return underBlurs((blur) => {
    const read = saidOf(net, faces, blur);
    return poseNames
      .map((name, k) => {
        const r = correlation(
          truths.map((performance) => performance[name]),
          read.map((values) => values[k]),
        );
        return `${name} ${r.toFixed(4)}`;
      })
      .join(', ');
  });
}

/** Half of each person's crops say where they lie; are the others nearest to their own? */
function evaluateIdentity(net: tf.LayersModel, faces: Faces): string {
  return underBlurs((blur) => {
    const embeddings = saidOf(net, faces, blur).map((said) => centroid([said]));
    const people = Array.from({ length: embeddings.length / SHOTS }, (_, person) =>
      embeddings.slice(person * SHOTS, (person + 1) * SHOTS),
    );
    const centroids = people.map((own) => centroid(own.slice(0, SHOTS / 2)));
    const found = people.flatMap((own, person) =>
      own.slice(SHOTS / 2).map((embedding) => nearestOf(centroids, embedding) === person),
    );
    const right = found.filter(Boolean).length / found.length;
    return `${(100 * right).toFixed(1)} % found among ${people.length}`;
  });
}

/** What a network says of each held-out face. */
function saidOf(net: tf.LayersModel, faces: Faces, blur: number): Float32Array[] {
  const said: Float32Array[] = [];
  for (let first = 0; first < faces.heldOut.length; first += SHOTS) {
    tf.tidy(() => {
      const views = faces.heldOut.slice(first, first + SHOTS).map((index) => plainView(faces, index, blur));
      const output = net.apply(batchOf(views)) as tf.Tensor2D;
      const values = output.dataSync<'float32'>();
      const size = output.shape[1];
      for (let i = 0; i < SHOTS; i++) said.push(values.slice(i * size, (i + 1) * size));
    });
  }
  return said;
}
