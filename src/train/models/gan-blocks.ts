import * as tf from '@tensorflow/tfjs';
import { apply, LayerBuilder } from '../../nets/layer-builder.ts';
import { HybridNorm, LayerWideNorm } from '../../nets/layer-wide-norm.ts';

/** The two sizes of faceswap-GAN v2.2. */
export type GanSize = 'full' | 'lite';

/** Slope of leaky ReLUs for negative inputs. */
const SLOPE = 0.2;

/**
 * The blocks of faceswap-GAN v2.2 (networks/nn_blocks.py). Each normalises after its activation. The lite
 * size has half of the filters, nearest neighbours in place of pixel shuffles, and hybrid normalisation, as
 * in the Colab notebook.
 */
export class GanBlocks {
  readonly nn: LayerBuilder;
  readonly #size: GanSize;

  /** @param seed 0 or more. */
  constructor(seed: number, size: GanSize) {
    this.nn = new LayerBuilder(seed, 'heNormal', SLOPE);
    this.#size = size;
  }

  norm(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const layer =
      this.#size === 'full' ? new LayerWideNorm({}) : new HybridNorm({ seed: this.nn.nextSeed() });
    return apply(layer, x);
  }

  /** A convolution alone, initialized as Keras does: [batch, h, w, any] → [batch, h, w, filters] */
  convolve(x: tf.SymbolicTensor, filters: number, kernelSize: number): tf.SymbolicTensor {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: this.nn.nextSeed() });
    return apply(
      tf.layers.conv2d({ filters, kernelSize, padding: 'same', kernelInitializer, useBias: false }),
      x,
    );
  }

  /** [batch, h, w, any] → [batch, h / 2, w / 2, filters] */
  down(x: tf.SymbolicTensor, filters: number, isNormalised = true): tf.SymbolicTensor {
    const y = apply(tf.layers.reLU(), this.nn.conv2d(x, filters, 3, 2, false));
    return isNormalised ? this.norm(y) : y;
  }

  /** [batch, h, w, any] → [batch, 2 h, 2 w, filters] */
  up(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
    return this.#size === 'full' ? this.#upByShuffle(x, filters) : this.#upByNeighbours(x, filters);
  }

  /**
   * A convolution and a pixel shuffle. The kernels of the four pixels that come of one begin alike, so that
   * no checkerboard is there at the start (ICNR: A. Aitken et al., "Checkerboard artifact free sub-pixel
   * convolution", 2017).
   */
  #upByShuffle(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
    const convolution = tf.layers.conv2d({ filters: 4 * filters, kernelSize: 3, padding: 'same' });
    const y = apply(convolution, x);
    tf.tidy(() => {
      const channels = x.shape.at(-1)!;
      const one = tf.randomNormal([3, 3, channels, filters], 0, 0.02, 'float32', this.nn.nextSeed());
      convolution.setWeights([tf.tile(one, [1, 1, 1, 4]), tf.zeros([4 * filters])]);
    });
    return this.nn.pixelShuffle(this.norm(this.nn.leakyRelu(y)));
  }

  #upByNeighbours(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
    const larger = apply(tf.layers.upSampling2d({ size: [2, 2] }), x);
    const padded = apply(new ReflectPadding({}), larger);
    const kernelInitializer = tf.initializers.heNormal({ seed: this.nn.nextSeed() });
    return this.norm(apply(tf.layers.conv2d({ filters, kernelSize: 3, kernelInitializer }), padded));
  }

  /** Two convolutions beside a shortcut, of as many filters as there are, not normalised. The same shape. */
  residual(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const filters = x.shape.at(-1)!;
    const y = this.nn.conv2d(
      this.nn.leakyRelu(this.nn.conv2d(x, filters, 3, 1, false)),
      filters,
      3,
      1,
      false,
    );
    return this.nn.leakyRelu(apply(tf.layers.add(), [x, y]));
  }

  /** [batch, h, w, any] → [batch, h / 2, w / 2, filters] */
  discriminate(x: tf.SymbolicTensor, filters: number, isNormalised = true): tf.SymbolicTensor {
    const y = this.nn.leakyRelu(this.nn.conv2d(x, filters, 4, 2, false));
    return isNormalised ? this.norm(y) : y;
  }
}

/** A margin of a pixel that mirrors what lies within: [batch, h, w, c] → [batch, h + 2, w + 2, c] */
class ReflectPadding extends tf.layers.Layer {
  static readonly className = 'ReflectPadding';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as number[];
    return [batch, height + 2, width + 2, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.mirrorPad(x, MARGIN, 'reflect');
  }
}
tf.serialization.registerClass(ReflectPadding);

const MARGIN: [number, number][] = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];
