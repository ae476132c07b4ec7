import * as tf from '@tensorflow/tfjs';
import type { BatchSlice } from '../../src/engine/parallel/batch-slices.ts';
import { PixelShuffle } from '../../src/nets/pixel-shuffle.ts';
import { variablesOf } from '../../src/nets/variables.ts';

/** Sizes of the face-swap autoencoder that the kernels are measured and tested with. */
export interface Sizes {
  /** Filters of the encoder's four convolutions. */
  readonly widths: readonly [number, number, number, number];
  /** Neurons of the bottleneck. */
  readonly dense: number;
  readonly identities: number;
}

/** The sizes of all figures in docs/performance.md: 4.75 M parameters from a face to a face. */
export const MEASURED: Sizes = { widths: [32, 64, 128, 256], dense: 256, identities: 2 };

export const SIDE = 64;

/** The shared-encoder autoencoder of deepfakes/faceswap at a smaller scale, in ordinary layers. */
export class Autoencoder {
  readonly encoder: tf.LayersModel;
  readonly decoders: readonly tf.LayersModel[];

  constructor({ widths, dense, identities }: Sizes, seed = 1) {
    let next = 1000 * seed;
    const kernelInitializer = () => tf.initializers.glorotUniform({ seed: next++ });
    const convolution = (filters: number, kernelSize: number, strides: number) =>
      tf.layers.conv2d({
        filters,
        kernelSize,
        strides,
        padding: 'same',
        kernelInitializer: kernelInitializer(),
      });
    const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor) => layer.apply(x) as tf.SymbolicTensor;
    const leaky = (x: tf.SymbolicTensor) => apply(tf.layers.leakyReLU({ alpha: 0.1 }), x);
    const upscale = (x: tf.SymbolicTensor, filters: number) =>
      apply(new PixelShuffle(), leaky(apply(convolution(4 * filters, 3, 1), x)));

    const top = widths[3];
    const image = tf.input({ shape: [SIDE, SIDE, 3] });
    let x = image;
    for (const width of widths) x = leaky(apply(convolution(width, 5, 2), x));
    x = apply(tf.layers.flatten(), x);
    x = apply(tf.layers.dense({ units: dense, kernelInitializer: kernelInitializer() }), x);
    x = apply(tf.layers.dense({ units: 4 * 4 * top, kernelInitializer: kernelInitializer() }), x);
    x = apply(tf.layers.reshape({ targetShape: [4, 4, top] }), x);
    this.encoder = tf.model({ inputs: image, outputs: upscale(x, top / 2) });

    this.decoders = Array.from({ length: identities }, () => {
      const latent = tf.input({ shape: [8, 8, top / 2] });
      let y = latent;
      for (const filters of [top / 4, top / 8, top / 16]) y = upscale(y, filters);
      y = apply(convolution(3, 5, 1), y);
      return tf.model({ inputs: latent, outputs: apply(tf.layers.activation({ activation: 'sigmoid' }), y) });
    });
  }

  /** The weights of the encoder, then of each decoder. */
  get variables(): tf.Variable[] {
    return [this.encoder, ...this.decoders].flatMap(variablesOf);
  }

  /**
   * Mean absolute error of an identity's images, a function of the encoder's and that identity's decoder's
   * weights.
   */
  loss(images: tf.Tensor4D, identity: number): tf.Scalar {
    const latent = this.encoder.apply(images) as tf.Tensor; // [batch, 8, 8, top / 2]
    const reconstruction = this.decoders[identity].apply(latent) as tf.Tensor; // [batch, 64, 64, 3]
    return tf.losses.absoluteDifference(images, reconstruction);
  }

  /**
   * These images' terms of the mean absolute error, summed over identities: the encoder sees all images at
   * once.
   *
   * @param images by identity, [batch, 64, 64, 3] each
   */
  lossOf(images: readonly tf.Tensor4D[], slices: readonly BatchSlice[]): tf.Scalar {
    const parts = slices.map(({ person, first, end }) => tf.slice(images[person], first, end - first));
    const all = this.encoder.apply(tf.concat(parts)) as tf.Tensor;
    const sizes = parts.map((part) => part.shape[0]);
    // The gradient of a split into one part fails in TensorFlow.js 4.22.
    const latents = parts.length === 1 ? [all] : tf.split(all, sizes);
    const losses = slices.map(({ person, first, end }, i) => {
      const reconstruction = this.decoders[person].apply(latents[i]) as tf.Tensor;
      const batch = images[person].shape[0];
      return tf.mul(tf.losses.absoluteDifference(parts[i], reconstruction), (end - first) / batch);
    });
    return tf.addN(losses).asScalar();
  }

  dispose(): void {
    for (const model of [this.encoder, ...this.decoders]) model.dispose();
  }
}

/**
 * Floating-point operations of the multiplications in one training step on one image: forward, and both
 * gradients.
 */
export function flopsPerImage({ widths, dense }: Sizes): number {
  let side = SIDE;
  let channels = 3;
  let forward = 0;
  let firstLayer = 0;
  for (const width of widths) {
    side /= 2;
    forward += 2 * side ** 2 * width * 25 * channels;
    firstLayer ||= forward;
    channels = width;
  }
  const top = widths[3];
  forward += 2 * 2 * (16 * top * dense);
  side = 4;
  for (const filters of [top / 2, top / 4, top / 8, top / 16]) {
    forward += 2 * side ** 2 * 4 * filters * 9 * channels;
    channels = filters;
    side *= 2;
  }
  forward += 2 * side ** 2 * 3 * 25 * channels;
  // The gradient of the images themselves is not needed.
  return 3 * forward - firstLayer;
}

/** Dark noise, which a model can learn to reconstruct; the same for the same seed, on every backend. */
export const imagesOf = (batch: number, seed: number): tf.Tensor4D =>
  tf.randomUniform([batch, SIDE, SIDE, 3], 0, 0.3, 'float32', seed);
