import * as tf from '@tensorflow/tfjs';
import { CROP_SIDE } from '../extract/crop.ts';
import { apply, LayerBuilder } from '../nets/layer-builder.ts';

/**
 * How much the residual is amplified: a render's noise is about a hundredth of the range, and becomes a tenth.
 */
const GAIN = 10;

/**
 * A pixel less the mean of its neighbourhood, binomially weighted: nothing of a smooth surface, all of a noise.
 */
const HIGH_PASS = [
  [-1, -2, -1],
  [-2, 12, -2],
  [-1, -2, -1],
].map((row) => row.map((weight) => (GAIN * weight) / 16));

/**
 * A small convolutional network that tells swaps from renders. What gives a swap away are high frequencies: noise
 * that is missing, the grid of an upsampling, the edge of a mask. So it sees only these, as networks for forensics
 * do: a fixed filter takes from each pixel what its neighbours predict (J. Fridrich and J. Kodovský, "Rich models
 * for steganalysis of digital images", IEEE Transactions on Information Forensics and Security 7(3), 2012). Of
 * faces as they are it would first learn whose they are, which says nothing about others. The first layer that
 * learns keeps every pixel (D. Gragnaniello et al., "Are GAN generated images easy to detect? A critical analysis
 * of the state-of-the-art", ICME 2021). The last features are averaged over the crop, since a trace may lie
 * anywhere in it.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → [batch, 1], a logit, above 0 for a swap
 * @param seed of the initial weights, 0 or more.
 */
export function buildDetector(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const convolve = (x: tf.SymbolicTensor, filters: number, strides: number) =>
    nn.leakyRelu(nn.conv2d(x, filters, 3, strides));
  const highPass = tf.layers.depthwiseConv2d({
    kernelSize: 3,
    useBias: false,
    trainable: false,
    depthwiseInitializer: 'zeros',
  });
  const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  let x = apply(highPass, crops); // [batch, 62, 62, 3]
  x = convolve(x, 16, 1); // [batch, 62, 62, 16]
  x = convolve(x, 24, 2); // [batch, 31, 31, 24]
  x = convolve(x, 32, 2); // [batch, 16, 16, 32]
  x = convolve(x, 64, 2); // [batch, 8, 8, 64]
  x = convolve(x, 64, 1); // [batch, 8, 8, 64]
  const features = apply(tf.layers.globalAveragePooling2d({}), x); // [batch, 64]
  const network = tf.model({ inputs: crops, outputs: nn.dense(features, 1, 'glorotUniform') });
  tf.tidy(() => {
    const kernel = HIGH_PASS.map((row) => row.map((weight) => [[weight], [weight], [weight]]));
    highPass.setWeights([tf.tensor4d(kernel)]); // [3, 3, 3, 1]
  });
  return network;
}
