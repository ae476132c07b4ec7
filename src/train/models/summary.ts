import * as tf from '@tensorflow/tfjs';
import type { Networks } from '../autoencoder.ts';

/** One layer of a model, and what it costs. */
export interface LayerSummary {
  readonly name: string;
  /** Its class: Conv2D, Dense, PixelShuffle… */
  readonly kind: string;
  /** Without the batch dimension. */
  readonly outputShape: readonly number[];
  /** Number of weights, trained or not. */
  readonly parameters: number;
  /** Floating-point operations of one image's forward pass. */
  readonly flops: number;
}

export interface ModelSummary {
  readonly layers: readonly LayerSummary[];
  /** The sums over the layers. */
  readonly parameters: number;
  readonly flops: number;
}

/** An autoencoder's networks by name, and the sums over them. */
export interface Summary {
  readonly networks: Readonly<Record<string, ModelSummary>>;
  readonly parameters: number;
  /**
   * Operations of one image that goes through every network once: through all decoders, though a swap needs
   * one.
   */
  readonly flops: number;
}

/**
 * A model's layers in their order, with their parameters and operations. Only the multiply-adds of
 * convolutions, dense layers and self-attention count, two operations each, those on zero padding included:
 * everything else is negligible.
 */
export function summarise(model: tf.LayersModel): ModelSummary {
  const layers = model.layers.map((layer): LayerSummary => {
    const outputShape = (layer.outputShape as tf.Shape).slice(1) as number[];
    const kind = layer.getClassName();
    return {
      name: layer.name,
      kind,
      outputShape,
      parameters: layer.countParams(),
      flops: 2 * multiplyAdds(layer, outputShape),
    };
  });
  return { layers, ...totals(layers) };
}

/**
 * Every weight of a kernel is used once per output position: per pixel in a convolution, once in a dense
 * layer. Self-attention has three kernels; then it multiplies every query by every key, and weights every
 * value for every query.
 */
function multiplyAdds(layer: tf.layers.Layer, outputShape: readonly number[]): number {
  const positions = tf.util.sizeFromShape(outputShape.slice(0, -1));
  switch (layer.getClassName()) {
    case 'Conv2D':
    case 'Dense':
      return layer.getWeights()[0].size * positions;
    case 'SelfAttention': {
      const [query, key, value] = layer.getWeights().filter(({ rank }) => rank === 2);
      const pairs = positions ** 2;
      return (query.size + key.size + value.size) * positions + (query.shape[1]! + value.shape[1]!) * pairs;
    }
    default:
      return 0;
  }
}

/** The summaries of an autoencoder's networks. */
export function summaryOf(networks: Networks): Summary {
  const summaries = Object.entries(networks).map(([name, model]) => [name, summarise(model)] as const);
  return { networks: Object.fromEntries(summaries), ...totals(summaries.map(([, summary]) => summary)) };
}

const totals = (items: readonly { readonly parameters: number; readonly flops: number }[]) => ({
  parameters: items.reduce((sum, { parameters }) => sum + parameters, 0),
  flops: items.reduce((sum, { flops }) => sum + flops, 0),
});

/** A summary as a table of text: a line for each layer below its network's name, and the sums. */
export function formatSummary({ networks, parameters, flops }: Summary): string {
  const rows: Row[] = [['layer', 'output', 'parameters', 'MFLOP an image']];
  for (const [name, summary] of Object.entries(networks)) {
    rows.push([name, '', ...costs(summary)]);
    for (const layer of summary.layers) {
      rows.push([`  ${layer.kind}`, layer.outputShape.join(' × '), ...costs(layer)]);
    }
  }
  rows.push(['all', '', ...costs({ parameters, flops })]);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => pad(cell, i, widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

type Row = readonly [name: string, shape: string, parameters: string, flops: string];

/** Text is aligned left, numbers right. */
const pad = (cell: string, column: number, width: number): string =>
  column < 2 ? cell.padEnd(width) : cell.padStart(width);

const costs = ({ parameters, flops }: { parameters: number; flops: number }): [string, string] => [
  parameters === 0 ? '' : inThousands(parameters),
  flops === 0 ? '' : (flops / 1e6).toFixed(1),
];

/** 1234567 as 1,234,567, in any locale. */
const inThousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
