/** A thread that trains the networks of the crowd, one of several. */
import * as tf from '@tensorflow/tfjs';
import type { GroupMember } from '../../../src/engine/parallel/group-member.ts';
import type { Random } from '../../../src/faces/index.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { assetPath } from '../../../src/node/host.ts';
import { augment, NO_AUGMENTATION } from '../../../src/train/augment/augment.ts';
import { lossWeights } from '../../../src/train/loss/loss-weights.ts';
import { losses } from '../../../src/train/loss/losses.ts';
import { buildDecoder, buildIdentityAdapter } from '../../../src/train/models/conditional-decoder.ts';
import { buildLightEncoder, CROWD_ADAPTER, LIGHT_DECODER } from '../../../src/train/models/light-nets.ts';
import { crowdAutoencoder } from './crowd-autoencoder.ts';
import { BATCH, type CrowdFaces } from './crowd-faces.ts';
import { joinCrowd, shareOf } from './crowd-group.ts';
import { PIXELS, SIDE } from '../face-bytes.ts';
import { fit } from '../fit.ts';

const STEPS = 100_000;
/** Loss weights in the training, and in an evaluation. */
const WEIGHTS = { backgroundWeight: 0, eyeWeight: 4, mouthWeight: 4 };
const EVALUATION_WEIGHTS = { backgroundWeight: 0, eyeWeight: 1, mouthWeight: 1 };
/**
 * Half of the inputs are warped. Warped, they make the encoder ignore what a face's shape is like; as they are,
 * they let the decoder learn exact shapes.
 */
const WARPED = 0.5;
const STREAM = 0xa100;

joinCrowd(pretrain);

async function pretrain(member: GroupMember, faces: CrowdFaces): Promise<void> {
  const encoder = buildLightEncoder(1);
  const decoder = buildDecoder(2, LIGHT_DECODER, { conditional: true });
  const adapter = buildIdentityAdapter(3, CROWD_ADAPTER, LIGHT_DECODER);
  const reconstruct = crowdAutoencoder({ encoder, decoder, adapter });
  /** In levels of 0 to 1. */
  const errorOf = (pictures: tf.Tensor4D, { targets, weights }: Batch) =>
    losses.mae(pictures, targets, weights);
  await fit({
    name: 'crowd',
    models: [encoder, decoder, adapter],
    steps: STEPS,
    rate: 2e-3,
    stream: STREAM,
    member,
    loss: (random) => {
      const { first, count } = faces.training;
      const own = shareOf(member, random, STREAM, () => ({ index: first + random.integer(count) }));
      const batch = batchOf(faces, own);
      return tf.mul(errorOf(reconstruct(batch.inputs, batch.meanFaces), batch), own.length / BATCH);
    },
    evaluate: () => {
      let sum = 0;
      let ofMeanFaces = 0;
      for (let first = 0; first < faces.validation.length; first += BATCH) {
        tf.tidy(() => {
          const batch = batchOf(
            faces,
            faces.validation.slice(first, first + BATCH).map((index) => ({ index })),
          );
          sum += errorOf(reconstruct(batch.inputs, batch.meanFaces), batch).dataSync()[0];
          ofMeanFaces += errorOf(batch.meanFaces, batch).dataSync()[0];
        });
      }
      const levels = (255 * BATCH) / faces.validation.length;
      return `mean error on new people ${(levels * sum).toFixed(2)} of 255, of their mean faces ${(levels * ofMeanFaces).toFixed(2)}`;
    },
    save: async () => {
      await saveNetwork(assetPath('pretrained/crowd-encoder'), encoder, true);
      await saveNetwork(assetPath('pretrained/crowd-decoder'), decoder, true);
      await saveNetwork(assetPath('pretrained/crowd-adapter'), adapter, true);
    },
  });
}

interface Batch {
  /** What the encoder sees: [batch, 64, 64, 3], values 0 to 1 */
  readonly inputs: tf.Tensor4D;
  /** [batch, 64, 64, 3], values 0 to 1 */
  readonly meanFaces: tf.Tensor4D;
  /** [batch, 64, 64, 3], values 0 to 1 */
  readonly targets: tf.Tensor4D;
  /** [batch, 64, 64, 1] */
  readonly weights: tf.Tensor4D;
}

/** A face to show; `random` augments it. */
interface Chosen {
  readonly index: number;
  readonly random?: Random;
}

/** Faces that are not augmented have the weight 1 in each pixel of the inner face. */
function batchOf(faces: CrowdFaces, chosen: readonly Chosen[]): Batch {
  const count = chosen.length;
  const inputs = new Float32Array(count * PIXELS * 3);
  const meanFaces = new Float32Array(count * PIXELS * 3);
  const targets = new Float32Array(count * PIXELS * 3);
  const weights = new Float32Array(count * PIXELS);
  chosen.forEach(({ index, random }, i) => {
    const face = { pixels: faces.crop(index), mask: faces.mask(index) };
    const { input, target, mask } = random
      ? augment(face, SIDE, { ...NO_AUGMENTATION, warp: random.chance(WARPED) ? 'on' : 'off' }, random)
      : plain(face);
    inputs.set(input, i * input.length);
    targets.set(target, i * target.length);
    meanFaces.set(faces.meanFace(index), i * target.length);
    weights.set(lossWeights(mask, SIDE, random ? WEIGHTS : EVALUATION_WEIGHTS), i * mask.length);
  });
  const shape = [count, SIDE, SIDE, 3] as const;
  return {
    inputs: tf.tensor4d(inputs, [...shape]),
    meanFaces: tf.div(tf.tensor4d(meanFaces, [...shape]), 255),
    targets: tf.tensor4d(targets, [...shape]),
    weights: tf.tensor4d(weights, [count, SIDE, SIDE, 1]),
  };
}

function plain({ pixels, mask }: { readonly pixels: Uint8Array; readonly mask: Uint8Array }) {
  const target = Float32Array.from(pixels, (value) => value / 255);
  return { input: target, target, mask: Float32Array.from(mask, (value) => value / 255) };
}
