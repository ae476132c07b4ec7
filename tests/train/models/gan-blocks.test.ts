import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { networkFromFiles, networkToFiles } from '../../../src/nets/network-files.ts';
import { variablesOf } from '../../../src/nets/variables.ts';
import { GanBlocks, type GanSize } from '../../../src/train/models/gan-blocks.ts';
import { compare, TOLERANCE, useWasm } from '../../engine/backends.ts';
import { scattered } from '../central-differences.ts';

beforeAll(useWasm);
afterEach(() => {
  tf.disposeVariables();
});

type Block = (blocks: GanBlocks, x: tf.SymbolicTensor) => tf.SymbolicTensor;

/** The blocks, each with the shape of what it makes of a picture [8, 8, 16]. */
const BLOCKS: Readonly<Record<string, { readonly block: Block; readonly shape: readonly number[] }>> = {
  convolve: { block: (blocks, x) => blocks.convolve(x, 6, 5), shape: [8, 8, 6] },
  down: { block: (blocks, x) => blocks.down(x, 12), shape: [4, 4, 12] },
  'down, not normalised': { block: (blocks, x) => blocks.down(x, 12, false), shape: [4, 4, 12] },
  up: { block: (blocks, x) => blocks.up(x, 8), shape: [16, 16, 8] },
  residual: { block: (blocks, x) => blocks.residual(x), shape: [8, 8, 16] },
  discriminate: { block: (blocks, x) => blocks.discriminate(x, 8), shape: [4, 4, 8] },
  'self-attention': { block: ({ nn }, x) => nn.selfAttention(x), shape: [8, 8, 16] },
  colours: { block: ({ nn }, x) => nn.toColours(x, true), shape: [8, 8, 4] },
};

const input = () =>
  tf.tensor4d(
    scattered(2 * 8 * 8 * 16, 37).map((value) => 2 * value - 1),
    [2, 8, 8, 16],
  );

function network(size: GanSize, block: Block): tf.LayersModel {
  const inputs = tf.input({ shape: [8, 8, 16] });
  return tf.model({ inputs, outputs: block(new GanBlocks(3, size), inputs) });
}

/** Gives weights that begin alike or at 0, such as γ of self-attention, other values. */
function stir(net: tf.LayersModel): void {
  tf.tidy(() => {
    net.setWeights(
      net.getWeights().map((weight, i) => {
        const noise = scattered(weight.size, 11 + 2 * i).map((value) => 0.4 * (value - 0.4));
        return tf.add(weight, tf.tensor(noise, weight.shape));
      }),
    );
  });
}

const sizes = ['full', 'lite'] as const;

describe.each(sizes)('of the %s size', (size) => {
  test.each(Object.entries(BLOCKS))(
    '%s has its shape, and the same gradients on wasm and on cpu',
    async (_, { block, shape }) => {
      const errors = await compare(() => {
        const net = network(size, block);
        stir(net);
        const x = input();
        const output = net.apply(x) as tf.Tensor;
        expect(output.shape).toEqual([2, ...shape]);
        const target = tf.tensor(scattered(output.size, 29), output.shape);
        const loss = (picture: tf.Tensor) =>
          tf.mean(tf.squaredDifference(net.apply(picture) as tf.Tensor, target)).asScalar();
        const { grads } = tf.variableGrads(() => loss(x), variablesOf(net));
        const results = [output, tf.grad(loss)(x), ...variablesOf(net).map(({ name }) => grads[name])];
        const copies = results.map((tensor) => tensor.clone());
        net.dispose();
        return copies;
      }, 0.01);
      for (const error of errors) expect(error).toBeLessThan(3 * TOLERANCE);
    },
  );

  test('a network of all blocks gives the same when saved and loaded, with the same configs', async () => {
    const net = network(size, (blocks, x) => {
      const { nn } = blocks;
      const y = blocks.residual(blocks.up(nn.selfAttention(blocks.discriminate(blocks.down(x, 8), 16)), 8));
      return nn.toColours(blocks.convolve(y, 4, 3), true);
    });
    stir(net);
    const loaded = await networkFromFiles(await networkToFiles(net), 'a network');
    const outputOf = (of: tf.LayersModel) => tf.tidy(() => (of.apply(input()) as tf.Tensor).dataSync());
    expect(outputOf(loaded)).toEqual(outputOf(net));
    const described = ({ layers }: tf.LayersModel) =>
      layers.map((layer) => [layer.getClassName(), layer.outputShape]);
    expect(described(loaded)).toEqual(described(net));
    const own = [
      'SelfAttention',
      ...(size === 'full' ? ['LayerWideNorm', 'PixelShuffle'] : ['HybridNorm', 'ReflectPadding']),
    ];
    for (const kind of own) {
      const configs = [net, loaded].map(({ layers }) =>
        layers.filter((layer) => layer.getClassName() === kind).map((layer) => layer.getConfig()),
      );
      expect(configs[0].length, kind).toBeGreaterThan(0);
      expect(configs[1]).toEqual(configs[0]);
    }
  });

  test('follows from the seed', () => {
    const weights = (seed: number) => {
      const inputs = tf.input({ shape: [8, 8, 16] });
      const net = tf.model({ inputs, outputs: new GanBlocks(seed, size).up(inputs, 8) });
      return net.getWeights().map((weight) => [...weight.dataSync()]);
    };
    expect(weights(4)).toEqual(weights(4));
    expect(weights(4)).not.toEqual(weights(5));
  });
});

test('at first, an upscale by shuffle makes four equal pixels of each: there is no checkerboard', () => {
  const net = network('full', (blocks, x) => blocks.up(x, 8));
  const picture = tf.tidy(() => (net.apply(input()) as tf.Tensor4D).arraySync());
  let contrast = 0;
  for (const image of picture) {
    for (let y = 0; y < 16; y += 2) {
      for (let x = 0; x < 16; x += 2) {
        for (const [down, right] of [
          [0, 1],
          [1, 0],
          [1, 1],
        ]) {
          expect(image[y + down][x + right]).toEqual(image[y][x]);
        }
        contrast = Math.max(contrast, Math.abs(image[y][x][0] - image[0][0][0]));
      }
    }
  }
  expect(contrast, 'the picture is not flat').toBeGreaterThan(0.1);
});

test('a residual block adds to what it is given, and is never normalised', () => {
  const net = network('full', (blocks, x) => blocks.residual(x));
  tf.tidy(() => {
    net.setWeights(net.getWeights().map((weight) => tf.zerosLike(weight)));
  });
  const [given, found] = tf.tidy(() => [input(), net.apply(input()) as tf.Tensor].map((x) => x.dataSync()));
  given.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value > 0 ? value : 0.2 * value, 6);
  });
});
