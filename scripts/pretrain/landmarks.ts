import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { landmarkError } from '../../src/extract/alignments.ts';
import { LandmarkFinder } from '../../src/extract/landmark-finder.ts';
import { buildLandmarkNet } from '../../src/extract/landmark-net.ts';
import { Random } from '../../src/faces/index.ts';
import { saveModel } from '../../src/files/model-folder.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { pretrainedFolder } from '../../src/files/pretrained.ts';
import { allCores, runWorkers } from '../../src/files/worker-pool.ts';
import { batchOf, pointsOf, views } from './landmark-views.ts';
import type { RenderedShot, RenderTask } from './render-worker.ts';
import { told } from './told.ts';

const PEOPLE = 6000;
const SHOTS = 4;
const SIZE = 128;
/** Wider than where heads stand in clips. */
const STAND = { x: [0.36, 0.64], y: [0.44, 0.62], size: [0.4, 0.62] } as const;
/** Shots of people that are looked at to judge, and never trained on. */
const HELD_OUT = 600;
/** The first network need only be good enough for the second to see all of the face. */
const STEPS = { whole: 3000, close: 20_000 } as const;
const BATCH = 16;
const RATE = 2e-3;
const WARM_UP = 200;

/** Trains the two networks that find landmarks, and writes them. */
export async function pretrainLandmarks(): Promise<void> {
  const shots = await renderShots();
  await chooseBackend(nodeBackends(), 'wasm');
  const whole = train('whole', 1, shots.slice(HELD_OUT));
  const close = train('close', 2, shots.slice(HELD_OUT));
  judge(new LandmarkFinder(whole, close), shots.slice(0, HELD_OUT));
  await saveModel(pretrainedFolder('landmarks-whole'), whole, true);
  await saveModel(pretrainedFolder('landmarks-close'), close, true);
}

async function renderShots(): Promise<RenderedShot[]> {
  const shots: RenderedShot[] = [];
  const items = PEOPLE * SHOTS;
  const tell = told('rendering', items);
  let done = 0;
  await runWorkers<RenderTask, RenderedShot>({
    worker: new URL('render-worker', import.meta.url).href,
    data: { shots: SHOTS, stand: STAND, size: SIZE },
    items,
    workers: allCores(),
    onResult: (index, shot) => {
      shots[index] = shot;
      tell(++done);
    },
  });
  return shots;
}

function train(name: keyof typeof views, seed: number, shots: readonly RenderedShot[]): tf.LayersModel {
  const net = buildLandmarkNet(seed);
  const optimizer = tf.train.adam(RATE, 0.9, 0.999, 1e-7);
  const random = new Random(seed, 0x9100);
  const steps = STEPS[name];
  const tell = told(`landmarks-${name}`, steps);
  let mean = 0;
  for (let step = 0; step < steps; step++) {
    const warmth = Math.min(1, (step + 1) / WARM_UP);
    const rate = warmth * RATE * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps));
    Object.assign(optimizer, { learningRate: rate });
    const value = tf.tidy(() => {
      const chosen = Array.from({ length: BATCH }, () => random.pick(shots));
      const { pictures, places } = batchOf(chosen, views[name], random);
      const cost = optimizer.minimize(
        () => lossOf(net.apply(pictures, { training: true }) as tf.Tensor[], places),
        true,
      );
      return cost!.dataSync()[0];
    });
    mean = step === 0 ? value : 0.99 * mean + 0.01 * value;
    tell(step + 1, `loss ${mean.toFixed(3)}`);
  }
  return net;
}

/** Negative log likelihood of Laplace distributions about the predicted places (A. Kendall and Y. Gal, NeurIPS 2017). */
function lossOf([places, doubts]: readonly tf.Tensor[], truth: tf.Tensor3D): tf.Scalar {
  const doubt = tf.maximum(tf.expandDims(doubts, 2), -7); // [batch, 32, 1]
  return tf.mean(tf.add(tf.mul(tf.abs(tf.sub(places, truth)), tf.exp(tf.neg(doubt))), doubt));
}

function judge(finder: LandmarkFinder, shots: readonly RenderedShot[]): void {
  const errors: number[] = [];
  const expected: number[] = [];
  for (let i = 0; i < shots.length; i += BATCH) {
    const batch = shots.slice(i, i + BATCH);
    finder.find(batch).forEach((face, k) => {
      errors.push(landmarkError(face.landmarks, pointsOf(batch[k])));
      expected.push(face.expectedError);
    });
  }
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = errors.toSorted((a, b) => a - b);
  console.log(
    `${errors.length} shots of people never trained on: mean error ${percent(mean(errors))} of the distance between the eyes,`,
    `95 of 100 below ${percent(sorted[Math.floor(0.95 * errors.length)])}, worst ${percent(sorted.at(-1)!)}; expected ${percent(mean(expected))}`,
  );
}
