import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { landmarkError } from '../../../src/extract/alignments.ts';
import { LandmarkFinder } from '../../../src/extract/landmark-finder.ts';
import { buildLandmarkNet } from '../../../src/extract/landmark-net.ts';
import { Random } from '../../../src/faces/index.ts';
import { landmarkNames } from '../../../src/faces/landmarks.ts';
import { stopGradient } from '../../../src/nets/stop-gradient.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { assetPath } from '../../../src/node/host.ts';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import { mean, quantile } from '../../statistics.ts';
import { fit } from '../fit.ts';
import { batchOf, pointsOf, views } from './landmark-views.ts';
import { loadShots, shotOf, type RenderedShot } from './shots.ts';

/** Shots of people held out for validation, who are never trained on. */
const VALIDATION_SHOTS = 600;
/** The first network need only be good enough that the second one's input holds all of the face. */
const NETS = {
  whole: { seed: 1, steps: 4000, size: { edges: 12, near: [24, 32], around: 64, both: 40 } },
  close: { seed: 2, steps: 30_000, size: { edges: 16, near: [32, 64], around: 128, both: 72 } },
} as const;
const BATCH = 16;
/**
 * Degrees beyond which a head is turned far: training clips have many such shots, and they are the hardest.
 */
const FAR = 25;
/** How many times as often they are sampled. */
const FAR_WEIGHT = 3;
/** Weight of the error of the positions in the loss; the loss of the uncertainty has 1. */
const POINT_WEIGHT = 20;

/** Trains the two networks that find landmarks, and writes them. */
export async function pretrainLandmarks(): Promise<void> {
  const shots = await loadShots();
  await chooseBackend(nodeBackends(), 'wasm');
  const whole = await train('whole', shots);
  const close = await train('close', shots);
  evaluate(new LandmarkFinder(whole, close), shots.slice(0, VALIDATION_SHOTS));
}

async function train(name: keyof typeof NETS, shots: readonly RenderedShot[]): Promise<tf.LayersModel> {
  const { seed, steps, size } = NETS[name];
  const net = buildLandmarkNet(seed, size);
  const sampled = Array.from(
    { length: shots.length - VALIDATION_SHOTS },
    (_, i) => VALIDATION_SHOTS + i,
  ).flatMap((index) =>
    Math.abs(shotOf(index).performance.yaw) > FAR ? Array<number>(FAR_WEIGHT).fill(index) : [index],
  );
  await fit({
    name: `landmarks-${name}`,
    models: [net],
    steps,
    rate: 2e-3,
    stream: 0x9100 + seed,
    loss: (random) => {
      const chosen = Array.from({ length: BATCH }, () => shots[random.pick(sampled)]);
      const { pictures, positions } = batchOf(chosen, views[name], random);
      return lossOf(net.apply(pictures, { training: true }) as tf.Tensor[], positions);
    },
    evaluate: () => {
      const random = new Random(0, 0x9100);
      let sum = 0;
      for (let first = 0; first < VALIDATION_SHOTS; first += BATCH) {
        sum += tf.tidy(() => {
          const { pictures, positions } = batchOf(
            shots.slice(first, Math.min(VALIDATION_SHOTS, first + BATCH)),
            views[name],
            random,
          );
          const [predicted] = net.apply(pictures) as [tf.Tensor3D];
          return tf.sum(tf.mean(errorsOf(predicted, positions), 1)).dataSync()[0];
        });
      }
      return `mean error on new people ${((100 * sum) / VALIDATION_SHOTS).toFixed(2)} % of the distance between the eyes`;
    },
    save: () => saveNetwork(assetPath(`pretrained/landmarks-${name}`), net, true),
  });
  return net;
}

const EYES = (['eyeLeftCentre', 'eyeRightCentre'] as const).map((name) => landmarkNames.indexOf(name));

/** Distances between the eyes: [batch, 1, 1]. */
function eyesApart(truth: tf.Tensor3D): tf.Tensor {
  const [left, right] = EYES.map((eye) => tf.slice(truth, [0, eye, 0], [-1, 1, 2])); // [batch, 1, 2]
  return tf.norm(tf.sub(right, left), 'euclidean', 2, true);
}

/** How far each landmark is off, as a part of the true distance between the eyes: [batch, 32, 1]. */
const errorsOf = (positions: tf.Tensor3D, truth: tf.Tensor3D): tf.Tensor =>
  tf.div(tf.norm(tf.sub(positions, truth), 'euclidean', 2, true), eyesApart(truth));

/**
 * The error of the positions, and the loss of the predicted uncertainty: the negative log likelihood of
 * Laplace distributions about the positions (A. Kendall and Y. Gal, NeurIPS 2017). The latter has no gradient
 * for the positions: if uncertain positions counted less, they would become worst where they are hardest.
 */
function lossOf([positions, logScales]: readonly tf.Tensor[], truth: tf.Tensor3D): tf.Scalar {
  const off = tf.abs(tf.sub(positions, truth)); // [batch, 32, 2]
  const logScale = tf.maximum(tf.expandDims(logScales, 2), -7); // [batch, 32, 1]
  const uncertaintyLoss = tf.mean<tf.Scalar>(
    tf.add(tf.mul(withoutGradient(off), tf.exp(tf.neg(logScale))), logScale),
  );
  return tf.add(tf.mul(tf.mean(tf.div(off, eyesApart(truth))), POINT_WEIGHT), uncertaintyLoss);
}

/** The same values, through which no gradient flows. */
const withoutGradient = stopGradient((x) => tf.clone(x));

function evaluate(finder: LandmarkFinder, shots: readonly RenderedShot[]): void {
  const errors: number[] = [];
  const uncertainties: number[] = [];
  for (let i = 0; i < shots.length; i += BATCH) {
    const batch = shots.slice(i, i + BATCH);
    finder.find(batch.map(({ pixels, size }) => provenPixels(pixels, size, size))).forEach((face, k) => {
      errors.push(landmarkError(face.landmarks, pointsOf(batch[k])));
      uncertainties.push(face.uncertainty);
    });
  }
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
  console.log(
    `${errors.length} shots of people never trained on: mean error ${percent(mean(errors))} of the distance between the eyes,`,
    `95 of 100 below ${percent(quantile(errors, 0.95))}, worst ${percent(Math.max(...errors))}; uncertainty ${percent(mean(uncertainties))}`,
  );
}
