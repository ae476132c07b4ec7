import * as tf from '@tensorflow/tfjs';
import type { BatchSlice } from '../../src/engine/parallel/batch-slices.ts';
import { fuse } from '../../src/nets/fused-network.ts';
import { PixelShuffle } from '../../src/nets/pixel-shuffle.ts';
import { variablesOf } from '../../src/nets/variables.ts';

/** Sizes of the face-swap autoencoder that the kernels are tested with. */
export interface Sizes {
  /** Filters of the encoder's four convolutions. */
  readonly widths: readonly [number, number, number, number];
  /** Neurons of the bottleneck. */
  readonly dense: number;
  readonly identities: number;
}

export const SIDE = 64;

/** The shared-encoder autoencoder of deepfakes/faceswap at a smaller scale, in ordinary layers. */
export class Autoencoder {
  readonly encoder: tf.LayersModel;
  readonly decoders: readonly tf.LayersModel[];
  readonly #encode: (x: tf.Tensor) => tf.Tensor;
  readonly #decode: readonly ((x: tf.Tensor) => tf.Tensor)[];

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
    this.#encode = fuse(this.encoder);
    this.#decode = this.decoders.map(fuse);
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
    const latent = this.#encode(images); // [batch, 8, 8, top / 2]
    const reconstruction = this.#decode[identity](latent); // [batch, 64, 64, 3]
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
    const all = this.#encode(tf.concat(parts));
    const sizes = parts.map((part) => part.shape[0]);
    // The gradient of a split into one part fails in TensorFlow.js 4.22.
    const latents = parts.length === 1 ? [all] : tf.split(all, sizes);
    const losses = slices.map(({ person, first, end }, i) => {
      const reconstruction = this.#decode[person](latents[i]);
      const batch = images[person].shape[0];
      return tf.mul(tf.losses.absoluteDifference(parts[i], reconstruction), (end - first) / batch);
    });
    return tf.addN(losses).asScalar();
  }

  dispose(): void {
    for (const model of [this.encoder, ...this.decoders]) model.dispose();
  }
}

/** Dark noise, which a model can learn to reconstruct; the same for the same seed, on every backend. */
export const imagesOf = (batch: number, seed: number): tf.Tensor4D =>
  tf.randomUniform([batch, SIDE, SIDE, 3], 0, 0.3, 'float32', seed);
