import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import {
  buildGazeProbe,
  gazeError,
  gazeNames,
  gazeOf,
  gazeOfOutputs,
  GAZE_UNITS,
  gazeIsVisible,
} from '../../../src/evaluate/probes/gaze.ts';
import { mirror } from '../../../src/extract/mirror.ts';
import type { Performance } from '../../../src/faces/index.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { assetPath } from '../../../src/node/host.ts';
import { SIDE } from '../face-bytes.ts';
import { fit } from '../fit.ts';
import { outputsOf, underBlurs } from './evaluate-probe.ts';
import { GazeFaces } from './gaze-faces.ts';
import { batchOf, viewOf } from './probe-views.ts';

const BATCH = 16;
/** How far lights and colours are changed, as a part. */
const TINT = 0.25;

/** Trains the network that estimates where the eyes look, and writes it. */
export async function pretrainGaze(): Promise<void> {
  const faces = await GazeFaces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const net = buildGazeProbe(6);
  await fit({
    name: 'probe-gaze',
    models: [net],
    steps: 14_000,
    rate: 1.5e-3,
    stream: 0x9a00,
    loss: (random) => {
      const examples = faces.choose(random, BATCH).map((index) => {
        const view = viewOf(faces, index, random, TINT);
        const seen = faces.performance(index);
        return random.chance(0.5) ? { view: mirror(view, SIDE, 3), seen: mirrorGaze(seen) } : { view, seen };
      });
      const truths = examples.map(({ seen }) => {
        const gaze = gazeOf(seen);
        return gazeNames.map((name) => gaze[name] / GAZE_UNITS[name]);
      });
      // Shut eyes look nowhere that could be learnt.
      const weights = examples.map(({ seen }) => (gazeIsVisible(seen) ? [1, 1, 1, 1] : [0, 0, 1, 1]));
      const predicted = net.apply(batchOf(examples.map(({ view }) => view)), { training: true });
      const errors = tf.abs(tf.sub(predicted as tf.Tensor2D, tf.tensor2d(truths))); // [batch, 4]
      return tf.mean(tf.mul(errors, tf.tensor2d(weights)));
    },
    evaluate: () => evaluateGaze(net, faces),
    save: () => saveNetwork(assetPath('pretrained/probe-gaze'), net, true),
  });
}

const mirrorGaze = (seen: Performance): Performance => ({
  ...seen,
  gazeX: -seen.gazeX,
  blinkLeft: seen.blinkRight,
  blinkRight: seen.blinkLeft,
});

/** Errors on people held out: of the gaze in degrees, beside that of always looking ahead; and of the lids. */
function evaluateGaze(net: tf.LayersModel, faces: GazeFaces): string {
  const acted = faces.validation.map((index) => faces.performance(index));
  const ahead = acted.map(() => ({ horizontal: 0, vertical: 0, blinkLeft: 0, blinkRight: 0 }));
  const inDegrees = (error: number | null) => `${(error ?? NaN).toFixed(2)}°`;
  const errors = underBlurs((blur) => {
    const estimates = outputsOf(net, faces, blur).map(gazeOfOutputs);
    const lids = estimates.reduce(
      (sum, { blinkLeft, blinkRight }, i) =>
        sum + (Math.abs(blinkLeft - acted[i].blinkLeft) + Math.abs(blinkRight - acted[i].blinkRight)) / 2,
      0,
    );
    return `gaze ${inDegrees(gazeError(acted, estimates))}, lids ${(lids / acted.length).toFixed(3)}`;
  });
  return `${errors}; always ahead: gaze ${inDegrees(gazeError(acted, ahead))}`;
}
