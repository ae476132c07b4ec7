import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../src/extract/mirror.ts';
import { buildMaskNet } from '../../src/convert/mask/mask-net.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { identitySimilarity } from '../../src/extract/similarity.ts';
import type { Random } from '../../src/faces/index.ts';
import { saveNetwork } from '../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { assetPath } from '../../src/node/host.ts';
import { PIXELS, SIDE } from './face-bytes.ts';
import { Faces } from './faces.ts';
import { fit } from './fit.ts';
import { jittered } from './jitter.ts';

const BATCH = 16;
/** Found landmarks are a little off, and so are the crops. */
const JITTER = { turn: 0.1, zoom: 0.1, shift: 0.05 };
/** The chance of an occluder: a swap must not replace it, so the mask leaves it out. */
const OCCLUDED = 0.25;
/** Keeps logarithms finite. */
const EPSILON = 1e-4;

/** Trains the network that segments the inner face in a crop, and writes it. */
export async function pretrainMask(): Promise<void> {
  const faces = await Faces.load(OCCLUDED);
  await chooseBackend(nodeBackends(), 'wasm');
  const net = buildMaskNet(5);
  await fit({
    name: 'face-mask',
    models: [net],
    steps: 6000,
    rate: 2e-3,
    stream: 0x9700,
    loss: (random) => {
      const { crops, masks } = batchOf(faces, faces.choose(random, BATCH), random);
      const predicted = tf.clipByValue(net.apply(crops) as tf.Tensor4D, EPSILON, 1 - EPSILON);
      const binaryCrossEntropy = tf.neg(
        tf.add(tf.mul(masks, tf.log(predicted)), tf.mul(tf.sub(1, masks), tf.log(tf.sub(1, predicted)))),
      );
      return tf.mean<tf.Scalar>(binaryCrossEntropy);
    },
    evaluate: () => {
      let intersection = 0;
      let union = 0;
      for (let first = 0; first < faces.validation.length; first += BATCH) {
        tf.tidy(() => {
          const { crops, masks } = batchOf(faces, faces.validation.slice(first, first + BATCH));
          const predicted = net.apply(crops) as tf.Tensor4D;
          intersection += tf.sum(tf.minimum(predicted, masks)).dataSync()[0];
          union += tf.sum(tf.maximum(predicted, masks)).dataSync()[0];
        });
      }
      return `intersection over union on new people ${(intersection / union).toFixed(4)}`;
    },
    save: () => saveNetwork(assetPath('pretrained/face-mask'), net, true),
  });
}

/** Crops [batch, 64, 64, 3], values −0.5 to 0.5, and their masks [batch, 64, 64, 1], 0 to 1. */
function batchOf(faces: Faces, indices: readonly number[], random?: Random) {
  const crops = new Float32Array(indices.length * PIXELS * 3);
  const masks = new Float32Array(indices.length * PIXELS);
  indices.forEach((index, i) => {
    const flip = random?.chance(0.5) ?? false;
    const move = random ? jittered(random, JITTER, SIDE) : identitySimilarity;
    const moved = (picture: Uint8Array, channels: number) =>
      warpAffine(flip ? mirror(picture, SIDE, channels) : picture, SIDE, channels, move, SIDE);
    crops.set(moved(faces.crop(index), 3), i * PIXELS * 3);
    masks.set(moved(faces.mask(index), 1), i * PIXELS);
  });
  return {
    crops: tf.sub(tf.div(tf.tensor4d(crops, [indices.length, SIDE, SIDE, 3]), 255), 0.5),
    masks: tf.div(tf.tensor4d(masks, [indices.length, SIDE, SIDE, 1]), 255),
  };
}
