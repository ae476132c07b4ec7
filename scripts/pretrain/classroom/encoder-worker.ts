/** A thread that fine-tunes the encoder of `classroom`, one of several. */
import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { joinGroup, type GroupMember } from '../../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';
import { Random } from '../../../src/faces/index.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { assetPath, nodeHost } from '../../../src/node/host.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { CrowdFaces } from '../crowd/crowd-faces.ts';
import { fit } from '../fit.ts';
import {
  BATCH,
  evaluateEncoder,
  loadEncoderOfCodes,
  meanFacesOf,
  predictCodes,
  type RenderError,
} from './encoder.ts';

const STEPS = 20_000;
const STREAM = 0x9800;
/** Weight of the error of a picture in the loss; the error of a code has 1. */
const PICTURE_WEIGHT = 20;

joinGroup(nodeParent(parentPort!), async (member, memory) => {
  await chooseBackend(nodeBackends(), 'wasm');
  await finetune(member, new CrowdFaces(memory as SharedArrayBuffer));
});

/**
 * The conditional decoder decodes other people from the predicted codes, and from the true ones, and the loss
 * has the difference. So errors that show in a picture come to count more than those that do not.
 */
async function finetune(member: GroupMember, faces: CrowdFaces): Promise<void> {
  const encoder = await loadEncoderOfCodes();
  const decoder = await loadPretrained(nodeHost(), 'decoder');
  const adapter = await loadPretrained(nodeHost(), 'identity-adapter');
  const renderError: RenderError = ({ predicted, codes }, others) => {
    const identityBiases = adapter.apply(meanFacesOf(faces, others)) as tf.Tensor[];
    const [decoded, expected] = [predicted, codes].map(
      (code) => decoder.apply([code, ...identityBiases]) as tf.Tensor4D,
    );
    return tf.mean(tf.abs(tf.sub(decoded, expected)));
  };
  const { first, count } = faces.training;
  await fit({
    name: 'encoder-finetune',
    models: [encoder],
    steps: STEPS,
    rate: 5e-4,
    stream: STREAM,
    member,
    loss: (random) => {
      // Each has random numbers of its own, so that it is the same on any number of workers.
      const chosen = Array.from({ length: BATCH }, () => ({
        index: first + random.integer(count),
        other: first + random.integer(count),
        random: new Random(random.integer(0x100000000), STREAM),
      })).filter((_, i) => i % member.worldSize === member.rank);
      const prediction = predictCodes(
        encoder,
        faces,
        chosen.map(({ index }) => index),
        (i) => chosen[i].random,
      );
      const picture = renderError(
        prediction,
        chosen.map(({ other }) => other),
      );
      const loss = tf.add(prediction.codeLoss, tf.mul(picture, PICTURE_WEIGHT));
      return tf.mul(loss, chosen.length / BATCH);
    },
    evaluate: () => evaluateEncoder(encoder, faces, renderError),
    save: () => saveNetwork(assetPath('pretrained/encoder'), encoder, true),
  });
}
