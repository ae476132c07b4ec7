import * as tf from '@tensorflow/tfjs';
import { PixelShuffle } from './pixel-shuffle.ts';
import { SelfAttention } from './self-attention.ts';

type Initializer = 'heNormal' | 'glorotUniform';

/**
 * Builds networks layer by layer. Every kernel has an initializer seed of its own, which follows from the
 * builder's seed.
 */
export class LayerBuilder {
  #seed: number;
  readonly #initializer: Initializer;
  readonly #slope: number;

  /**
   * @param seed 0 or more.
   * @param initializer of kernels: He's suits leaky ReLUs; deepfakes/faceswap of 2017 had Keras's default,
   * Glorot's.
   * @param slope of leaky ReLUs for negative inputs.
   */
  constructor(seed: number, initializer: Initializer = 'heNormal', slope = 0.1) {
    this.#seed = 1000 * (seed + 1);
    this.#initializer = initializer;
    this.#slope = slope;
  }

  /** The initializer of the next kernel. Its seed is never 0, which TensorFlow.js takes for none. */
  #kernel(initializer: Initializer = this.#initializer) {
    return tf.initializers[initializer]({ seed: this.nextSeed() });
  }

  leakyRelu(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return apply(tf.layers.leakyReLU({ alpha: this.#slope }), x);
  }

  /** [batch, h, w, any] → [batch, h / strides, w / strides, filters] */
  conv2d(
    x: tf.SymbolicTensor,
    filters: number,
    kernelSize: number,
    strides: number,
    useBias = true,
  ): tf.SymbolicTensor {
    const kernelInitializer = this.#kernel();
    return apply(
      tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', kernelInitializer, useBias }),
      x,
    );
  }

  /** The same shape. */
  selfAttention(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return apply(new SelfAttention({ seed: this.nextSeed() }), x);
  }

  /** The seed of a layer's initial weights; above 0. */
  nextSeed(): number {
    return ++this.#seed;
  }

  /** A strided convolution that halves the side: [batch, h, w, any] → [batch, h / 2, w / 2, filters] */
  downsample(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
    return this.leakyRelu(this.conv2d(x, filters, 5, 2));
  }

  /** A convolution and pixel shuffle that double the side: [batch, h, w, any] → [batch, 2 h, 2 w, filters] */
  upsample(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
    return this.pixelShuffle(this.leakyRelu(this.conv2d(x, 4 * filters, 3, 1)));
  }

  /** [batch, h, w, 4 c] → [batch, 2 h, 2 w, c] */
  pixelShuffle(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return apply(new PixelShuffle(), x);
  }

  /** [batch, any] → [batch, units] */
  dense(x: tf.SymbolicTensor, units: number, initializer?: Initializer): tf.SymbolicTensor {
    return apply(tf.layers.dense({ units, kernelInitializer: this.#kernel(initializer) }), x);
  }

  flatten(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return apply(tf.layers.flatten(), x);
  }

  reshape(x: tf.SymbolicTensor, ...targetShape: number[]): tf.SymbolicTensor {
    return apply(tf.layers.reshape({ targetShape }), x);
  }

  /**
   * The last layer of a decoder: [batch, h, w, any] → [batch, h, w, 3], values 0 to 1; or of 4 channels, the last
   * of them α.
   */
  toColours(x: tf.SymbolicTensor, withAlpha = false): tf.SymbolicTensor {
    const filters = withAlpha ? 4 : 3;
    const kernelInitializer = this.#kernel('glorotUniform');
    return this.sigmoid(
      apply(tf.layers.conv2d({ filters, kernelSize: 5, padding: 'same', kernelInitializer }), x),
    );
  }

  sigmoid(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return apply(tf.layers.activation({ activation: 'sigmoid' }), x);
  }
}

export const apply = (
  layer: tf.layers.Layer,
  x: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor => layer.apply(x) as tf.SymbolicTensor;

/**
 * The seed of one of an autoencoder's networks: different for all networks of all seeds.
 * @param index of the network, below 100.
 */
export const networkSeed = (seed: number, index: number): number => 100 * seed + index;
