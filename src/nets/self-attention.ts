import * as tf from '@tensorflow/tfjs';

/**
 * Self-attention over the places of a picture: the query of each is compared with the keys of all, and the
 * values of those that match are added to it. The output is x + γ · attention(x), where γ begins at 0: at
 * first the layer changes nothing, so a network that was trained without it can be given one. H. Zhang et
 * al., "Self-attention generative adversarial networks", ICML 2019.
 * [batch, h, w, channels] → the same shape. Channels are a multiple of 8.
 *
 * Its memory grows with the square of the places: the map of a picture of 64 × 64 takes 64 MB for each image.
 */
export class SelfAttention extends tf.layers.Layer {
  static readonly className = 'SelfAttention';
  readonly #seed: number;
  #query!: Projection;
  #key!: Projection;
  #value!: Projection;
  #gamma!: tf.LayerVariable;

  constructor({ seed = 1, ...config }: SelfAttentionConfig = {}) {
    super(config);
    this.#seed = seed;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as number[]).at(-1)!;
    const projection = (name: string, outputs: number, index: number): Projection => ({
      kernel: this.addWeight(
        `${name}-kernel`,
        [channels, outputs],
        'float32',
        tf.initializers.glorotUniform({ seed: 10 * this.#seed + index }),
      ),
      bias: this.addWeight(`${name}-bias`, [outputs], 'float32', tf.initializers.zeros()),
    });
    this.#query = projection('query', channels / NARROW, 1);
    this.#key = projection('key', channels / NARROW, 2);
    this.#value = projection('value', channels, 3);
    this.#gamma = this.addWeight('gamma', [], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.#seed };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [batch, height, width, channels] = x.shape;
      const places = height * width;
      const rows = tf.reshape<tf.Rank.R2>(x, [batch * places, channels]);
      const project = ({ kernel, bias }: Projection) => {
        const [, outputs] = kernel.shape as number[];
        const projected = tf.add(tf.matMul(rows, kernel.read() as tf.Tensor2D), bias.read());
        return tf.reshape<tf.Rank.R3>(projected, [batch, places, outputs]);
      };
      // How much each place (row) attends to each other one: [batch, places, places]; every row adds up to 1.
      const attention = tf.softmax(tf.matMul(project(this.#query), project(this.#key), false, true));
      const found = tf.matMul(attention, project(this.#value)); // [batch, places, channels]
      return tf.add(x, tf.mul(this.#gamma.read(), tf.reshape(found, x.shape)));
    });
  }
}
tf.serialization.registerClass(SelfAttention);

/** How many times fewer channels queries and keys have than the picture. */
const NARROW = 8;

interface SelfAttentionConfig {
  /** Of the initial weights; above 0. */
  readonly seed?: number;
  readonly name?: string;
}

/** A convolution of 1 × 1: [batch · places, channels] → [batch · places, outputs] */
interface Projection {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable;
}
