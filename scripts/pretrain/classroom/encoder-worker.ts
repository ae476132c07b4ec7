/** A thread that fine-tunes the encoder of `classroom`, one of several. */
import * as tf from '@tensorflow/tfjs';
import type { GroupMember } from '../../../src/engine/parallel/group-member.ts';
import { saveNetwork } from '../../../src/node/disk/network-folder.ts';
import { assetPath, nodeHost } from '../../../src/node/host.ts';
import { loadPretrained } from '../../../src/pipeline/networks/pretrained.ts';
import { BATCH, type CrowdFaces } from '../crowd/crowd-faces.ts';
import { joinCrowd, shareOf } from '../crowd/crowd-group.ts';
import { fit } from '../fit.ts';
import {
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

joinCrowd(finetune);

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
      const own = shareOf(member, random, STREAM, () => ({
        index: first + random.integer(count),
        other: first + random.integer(count),
      }));
      const prediction = predictCodes(
        encoder,
        faces,
        own.map(({ index }) => index),
        (i) => own[i].random,
      );
      const picture = renderError(
        prediction,
        own.map(({ other }) => other),
      );
      const loss = tf.add(prediction.codeLoss, tf.mul(picture, PICTURE_WEIGHT));
      return tf.mul(loss, own.length / BATCH);
    },
    evaluate: () => evaluateEncoder(encoder, faces, renderError),
    save: () => saveNetwork(assetPath('pretrained/encoder'), encoder, true),
  });
}
