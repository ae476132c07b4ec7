import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply } from '../../../src/nets/layer-builder.ts';
import { PixelShuffle } from '../../../src/nets/pixel-shuffle.ts';
import { SelfAttention } from '../../../src/nets/self-attention.ts';
import { formatSummary, summarise, summaryOf } from '../../../src/train/models/summary.ts';

let encoder: tf.LayersModel;
let decoder: tf.LayersModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  encoder = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [16, 12, 3], filters: 8, kernelSize: 5, strides: 2, padding: 'same' }),
      tf.layers.leakyReLU({ alpha: 0.1 }),
      tf.layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: 'valid', useBias: false }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10 }),
    ],
  });
  decoder = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [10], units: 48, useBias: false, trainable: false }),
      tf.layers.reshape({ targetShape: [2, 2, 12] }),
      new PixelShuffle({}),
    ],
  });
});
afterAll(() => {
  encoder.dispose();
  decoder.dispose();
});

describe('a summary', () => {
  test('has every layer’s shape, parameters and operations as worked out by hand', () => {
    const before = tf.memory().numTensors;
    const { layers, parameters, flops } = summarise(encoder);
    expect(tf.memory().numTensors).toBe(before);
    expect(
      layers.map(({ kind, outputShape, ...costs }) => [kind, outputShape, costs.parameters, costs.flops]),
    ).toEqual([
      // 8 × 6 places, each with 8 sums of 5 × 5 × 3 products.
      ['Conv2D', [8, 6, 8], 8 * 75 + 8, 2 * 48 * 8 * 75],
      ['LeakyReLU', [8, 6, 8], 0, 0],
      // The kernel of 3 × 2 fits 6 × 5 times.
      ['Conv2D', [6, 5, 4], 4 * 48, 2 * 30 * 4 * 48],
      ['Flatten', [120], 0, 0],
      ['Dense', [10], 120 * 10 + 10, 2 * 120 * 10],
    ]);
    expect(parameters).toBe(608 + 192 + 1210);
    expect(flops).toBe(57_600 + 11_520 + 2400);
    expect(parameters).toBe(encoder.countParams());

    const places = tf.input({ shape: [3, 4, 16] });
    const attention = apply(new SelfAttention(), places);
    // Kernels of 16 × 2, 16 × 2 and 16 × 16 at 12 places; products of 2 for each of 144 pairs, and sums of 16.
    expect(summarise(tf.model({ inputs: places, outputs: attention })).layers.at(-1)).toMatchObject({
      kind: 'SelfAttention',
      parameters: 34 + 34 + 272 + 1,
      flops: 2 * (12 * 320 + 144 * 18),
    });
  });

  test('of networks adds them up, whether they are trained or not', () => {
    const { networks, parameters, flops } = summaryOf({
      encoder,
      'decoder-0': decoder,
      'decoder-1': decoder,
    });
    expect(Object.keys(networks)).toEqual(['encoder', 'decoder-0', 'decoder-1']);
    expect(networks['encoder']).toEqual(summarise(encoder));
    expect(networks['decoder-1'].parameters).toBe(480);
    expect(networks['decoder-1'].layers.at(-1)).toMatchObject({
      kind: 'PixelShuffle',
      outputShape: [4, 4, 3],
    });
    expect(parameters).toBe(2010 + 2 * 480);
    expect(flops).toBe(71_520 + 2 * 960);
  });

  test('is printed as a table', () => {
    expect(formatSummary(summaryOf({ encoder, 'decoder-0': decoder }))).toBe(
      [
        'layer           output      parameters  MFLOP an image',
        'encoder                          2,010             0.1',
        '  Conv2D        8 × 6 × 8          608             0.1',
        '  LeakyReLU     8 × 6 × 8',
        '  Conv2D        6 × 5 × 4          192             0.0',
        '  Flatten       120',
        '  Dense         10               1,210             0.0',
        'decoder-0                          480             0.0',
        '  Dense         48                 480             0.0',
        '  Reshape       2 × 2 × 12',
        '  PixelShuffle  4 × 4 × 3',
        'all                              2,490             0.1',
      ].join('\n'),
    );
  });
});
