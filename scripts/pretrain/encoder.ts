import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { cut } from '../../src/extract/crop.ts';
import { Random } from '../../src/faces/index.ts';
import { saveModel } from '../../src/files/model-folder.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { pretrainedFolder } from '../../src/files/pretrained.ts';
import { buildEncoder, CODE_SIZE } from '../../src/train/models/classroom-nets.ts';
import { CODE_WEIGHTS, codeOf, mirrored } from './code.ts';
import { Faces, faceShot, PIXELS, SIDE } from './faces.ts';
import { fit } from './fit.ts';
import { jittered, mirror } from './jitter.ts';

const STEPS = 20_000;
const BATCH = 16;
/** Landmarks that were found are a little off: so are the crops. */
const JITTER = { turn: 0.05, zoom: 0.05, shift: 0.03 };

/** Trains the encoder of `classroom` to read codes, and writes it. */
export async function pretrainEncoder(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const encoder = buildEncoder(1);
  const random = new Random(1, 0x9200);
  const weights = tf.tensor1d(CODE_WEIGHTS);
  fit({
    name: 'encoder',
    models: [encoder],
    steps: STEPS,
    rate: 1.2e-3,
    loss: () => {
      const { seen, codes } = batchOf(faces, faces.choose(random, BATCH), random);
      const read = encoder.apply(seen, { training: true }) as tf.Tensor2D; // [batch, 28]
      return tf.mean(tf.mul(tf.abs(tf.sub(read, codes)), weights));
    },
    judge: () => judge(encoder, faces),
  });
  await saveModel(pretrainedFolder('encoder'), encoder, true);
}

/** What the encoder sees, [batch, 64, 64, 6], and what it should say, [batch, 28]. */
function batchOf(faces: Faces, indices: readonly number[], random?: Random) {
  const seen = new Float32Array(indices.length * PIXELS * 6);
  const codes = new Float32Array(indices.length * CODE_SIZE);
  indices.forEach((index, i) => {
    const flip = random?.chance(0.5) ?? false;
    const turn = (picture: Uint8Array | Float32Array) => (flip ? mirror(picture, SIDE, 3) : picture);
    const crop = turn(faces.crop(index));
    const moved = random ? cut(crop, SIDE, 3, jittered(random, JITTER, SIDE), SIDE) : crop;
    const average = turn(faces.average(index));
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      for (let c = 0; c < 3; c++) {
        const at = 6 * (i * PIXELS + pixel) + c;
        seen[at] = moved[3 * pixel + c] / 255 - 0.5;
        seen[at + 3] = average[3 * pixel + c] / 255 - 0.5;
      }
    }
    const code = codeOf(faceShot(index));
    codes.set(flip ? mirrored(code) : code, i * CODE_SIZE);
  });
  return {
    seen: tf.tensor4d(seen, [indices.length, SIDE, SIDE, 6]),
    codes: tf.tensor2d(codes, [indices.length, CODE_SIZE]),
  };
}

/** Mean errors on people never trained on. */
function judge(encoder: tf.LayersModel, faces: Faces): string {
  const sums = new Float64Array(CODE_SIZE);
  const { heldOut } = faces;
  for (let first = 0; first < heldOut.length; first += BATCH) {
    const errors = tf.tidy(() => {
      const { seen, codes } = batchOf(faces, heldOut.slice(first, first + BATCH));
      return tf.sum(tf.abs(tf.sub(encoder.apply(seen) as tf.Tensor2D, codes)), 0).dataSync();
    });
    for (let i = 0; i < CODE_SIZE; i++) sums[i] += errors[i];
  }
  const mean = (i: number, unit: number) => ((unit * sums[i]) / heldOut.length).toFixed(3);
  const weighted = CODE_WEIGHTS.reduce((sum, weight, i) => sum + weight * sums[i], 0);
  return (
    `loss on new people ${(weighted / heldOut.length / CODE_SIZE).toFixed(4)}; errors: ` +
    `yaw ${mean(0, 20)}°, pitch ${mean(1, 11)}°, mouth ${mean(3, 0.25)}, lids ${mean(6, 0.3)}, gaze ${mean(8, 0.4)}, ` +
    `light ${mean(13, 1)} ${mean(14, 1)} ${mean(15, 1)}`
  );
}
