import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../src/extract/mirror.ts';
import { buildMaskNet } from '../../src/convert/mask-net.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { warpAffine } from '../../src/extract/crop.ts';
import { identitySimilarity } from '../../src/extract/similarity.ts';
import type { Random } from '../../src/faces/index.ts';
import { saveNetwork } from '../../src/node/disk/network-folder.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { assetPath } from '../../src/node/host.ts';
import { Faces, PIXELS, SIDE } from './faces.ts';
import { fit } from './fit.ts';
import { jittered } from './jitter.ts';

const BATCH = 16;
/** Landmarks that were found are a little off: so are the crops. */
const JITTER = { turn: 0.1, zoom: 0.1, shift: 0.05 };
/** Keeps logarithms finite. */
const LEAST = 1e-4;

/** Trains the network that says which pixels of a crop are inner face, and writes it. */
export async function pretrainMask(): Promise<void> {
  const faces = await Faces.load();
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
      const found = tf.clipByValue(net.apply(crops) as tf.Tensor4D, LEAST, 1 - LEAST);
      const binaryCrossEntropy = tf.add(
        tf.mul(masks, tf.log(found)),
        tf.mul(tf.sub(1, masks), tf.log(tf.sub(1, found))),
      );
      return tf.neg(tf.mean(binaryCrossEntropy));
    },
    evaluate: () => {
      let both = 0;
      let either = 0;
      for (let first = 0; first < faces.heldOut.length; first += BATCH) {
        tf.tidy(() => {
          const { crops, masks } = batchOf(faces, faces.heldOut.slice(first, first + BATCH));
          const found = net.apply(crops) as tf.Tensor4D;
          both += tf.sum(tf.minimum(found, masks)).dataSync()[0];
          either += tf.sum(tf.maximum(found, masks)).dataSync()[0];
        });
      }
      return `intersection over union on new people ${(both / either).toFixed(4)}`;
    },
  });
  await saveNetwork(assetPath('pretrained/face-mask'), net, true);
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
