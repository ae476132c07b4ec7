import * as tf from '@tensorflow/tfjs';
import { standardise } from '../engine/kernels/standardise.ts';

/** Added to the standard deviation, as in faceswap-GAN. */
const EPSILON = 1e-3;

/**
 * The normalisation that faceswap-GAN calls instance normalisation (networks/instance_normalization.py, with
 * `axis=None`): γ · (x − μ) ÷ (σ + ε) + β, of mean and standard deviation over a whole layer's output for an
 * image, its channels included, with one γ and one β. So it is layer normalisation with a scalar scale and
 * shift (J. Ba et al., "Layer normalization", 2016). Instance normalisation would take mean and deviation of
 * each channel.
 * [batch, h, w, channels] → the same shape
 */
export class LayerWideNorm extends tf.layers.Layer {
  static readonly className: string = 'LayerWideNorm';
  #gamma!: tf.LayerVariable;
  #beta!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.#gamma = this.addWeight('gamma', [], 'float32', tf.initializers.ones());
    this.#beta = this.addWeight('beta', [], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.normalise(Array.isArray(inputs) ? inputs[0] : inputs));
  }

  protected normalise(x: tf.Tensor): tf.Tensor {
    return tf.add(tf.mul(standardise(x, EPSILON), this.#gamma.read()), this.#beta.read());
  }
}
tf.serialization.registerClass(LayerWideNorm);

/**
 * faceswap-GAN's hybrid normalisation, of its Colab notebook: the second half of the channels is normalised,
 * and the first half goes through a convolution of 1 × 1 instead, which keeps mean and deviation.
 * [batch, h, w, channels] → the same shape. Channels are even.
 */
export class HybridNorm extends LayerWideNorm {
  static override readonly className: string = 'HybridNorm';
  readonly #seed: number;
  #kernel!: tf.LayerVariable;
  #bias!: tf.LayerVariable;

  constructor({ seed = 1, ...config }: { readonly seed?: number; readonly name?: string } = {}) {
    super(config);
    this.#seed = seed;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const half = (inputShape as number[]).at(-1)! / 2;
    const initializer = tf.initializers.heNormal({ seed: this.#seed });
    this.#kernel = this.addWeight('kernel', [1, 1, half, half], 'float32', initializer);
    this.#bias = this.addWeight('bias', [half], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.#seed };
  }

  protected override normalise(x: tf.Tensor): tf.Tensor {
    const [first, second] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    const convolved = tf.add(
      tf.conv2d(first, this.#kernel.read() as tf.Tensor4D, 1, 'same'),
      this.#bias.read(),
    );
    return tf.concat([convolved, super.normalise(second)], 3);
  }
}
tf.serialization.registerClass(HybridNorm);
