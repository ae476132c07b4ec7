import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { cut } from '../../src/extract/crop.ts';
import type { Random } from '../../src/faces/index.ts';
import { saveModel } from '../../src/files/model-folder.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { loadPretrained, pretrainedFolder } from '../../src/files/pretrained.ts';
import { buildEncoder, CODE_SIZE } from '../../src/train/models/classroom-nets.ts';
import { CODE_WEIGHTS, codeOf, mirrored } from './code.ts';
import { Faces, faceShot, PIXELS, SIDE } from './faces.ts';
import { fit } from './fit.ts';
import { jittered, mirror } from './jitter.ts';

/** Steps of learning to read, and of learning what misreading does to a picture. */
const STEPS = { read: 26_000, paint: 8000 } as const;
const BATCH = 16;
/** What an error of a picture counts next to one of a code. */
const PICTURE = 20;
/** Landmarks that were found are a little off: so are the crops. */
const JITTER = { turn: 0.05, zoom: 0.05, shift: 0.03 };

/**
 * Trains the encoder of `classroom`, and writes it. First it learns to read codes. Then the decoder of anyone, which must have
 * been trained and know likenesses, paints others by what was read, beside what it paints by the true code: what shows in a picture comes to
 * count more than what does not.
 */
export async function pretrainEncoder(): Promise<void> {
  const faces = await Faces.load();
  await chooseBackend(nodeBackends(), 'wasm');
  const decoder = await loadPretrained('decoder');
  const likeness = await loadPretrained('likeness');
  const encoder = buildEncoder(1);
  const weights = tf.tensor1d(CODE_WEIGHTS);
  const read = (random: Random) => {
    const { seen, codes } = batchOf(faces, faces.choose(random, BATCH), random);
    const found = encoder.apply(seen, { training: true }) as tf.Tensor2D; // [batch, 28]
    return { found, codes, misread: tf.mean<tf.Scalar>(tf.mul(tf.abs(tf.sub(found, codes)), weights)) };
  };
  /** How far what is painted of others by codes that were read is from what is painted by the true ones. */
  const amiss = (found: tf.Tensor, codes: tf.Tensor, others: readonly number[]): tf.Scalar => {
    const likenesses = likeness.apply(averagesOf(faces, others)) as tf.Tensor[];
    const [painted, wanted] = [found, codes].map(
      (code) => decoder.apply([code, ...likenesses]) as tf.Tensor4D,
    );
    return tf.mean(tf.abs(tf.sub(painted, wanted)));
  };
  const judged = () => judge(encoder, faces, amiss);
  await fit({
    name: 'encoder',
    models: [encoder],
    steps: STEPS.read,
    rate: 1.2e-3,
    stream: 0x9200,
    loss: (random) => read(random).misread,
    judge: judged,
  });
  await saveModel(pretrainedFolder('encoder'), encoder, true);
  await fit({
    name: 'encoder-by-eye',
    models: [encoder],
    steps: STEPS.paint,
    rate: 4e-4,
    stream: 0x9800,
    loss: (random) => {
      const { found, codes, misread } = read(random);
      return tf.add<tf.Scalar>(misread, tf.mul(amiss(found, codes, faces.choose(random, BATCH)), PICTURE));
    },
    judge: judged,
  });
  await saveModel(pretrainedFolder('encoder'), encoder, true);
}

/** Average faces: [batch, 64, 64, 3], values −0.5 to 0.5. */
const averagesOf = (faces: Faces, indices: readonly number[]): tf.Tensor4D =>
  tf.sub(
    tf.div(tf.stack(indices.map((index) => tf.tensor3d(faces.average(index), [SIDE, SIDE, 3]))), 255),
    0.5,
  );

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
function judge(
  encoder: tf.LayersModel,
  faces: Faces,
  amiss: (found: tf.Tensor, codes: tf.Tensor, others: readonly number[]) => tf.Scalar,
): string {
  const sums = new Float64Array(CODE_SIZE);
  let off = 0;
  const { heldOut } = faces;
  for (let first = 0; first < heldOut.length; first += BATCH) {
    const errors = tf.tidy(() => {
      const indices = heldOut.slice(first, first + BATCH);
      const { seen, codes } = batchOf(faces, indices);
      const found = encoder.apply(seen) as tf.Tensor2D;
      const others = indices.map((_, i) => heldOut[(first + i + heldOut.length / 2) % heldOut.length]);
      off += amiss(found, codes, others).dataSync()[0] * BATCH;
      return tf.sum(tf.abs(tf.sub(found, codes)), 0).dataSync();
    });
    for (let i = 0; i < CODE_SIZE; i++) sums[i] += errors[i];
  }
  const mean = (i: number, unit: number) => ((unit * sums[i]) / heldOut.length).toFixed(3);
  const weighted = CODE_WEIGHTS.reduce((sum, weight, i) => sum + weight * sums[i], 0);
  return (
    `loss on new people ${(weighted / heldOut.length / CODE_SIZE).toFixed(4)}; errors: ` +
    `yaw ${mean(0, 20)}°, pitch ${mean(1, 11)}°, mouth ${mean(3, 0.25)}, lids ${mean(6, 0.3)}, gaze ${mean(8, 0.4)}, ` +
    `light ${mean(13, 1)} ${mean(14, 1)} ${mean(15, 1)}; others are painted ${((255 * off) / heldOut.length).toFixed(2)} of 255 amiss`
  );
}
