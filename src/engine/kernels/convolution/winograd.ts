import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';
import { phasesOf, type Phase } from './input-gradient.ts';
import { type Taps } from './winograd-plan.ts';
import { winogradProduct } from './winograd-product.ts';

const BYTES = 4;

/** How many of the taps t, t + stride… a kernel has along one axis. */
export const tapsFrom = (t: number, kernel: number, stride: number): number =>
  Math.ceil((kernel - t) / stride);

/**
 * Row and column of each of the stride² images that are left when every stride-th row and column is kept. Of
 * four, in an order in which those that have three rows of taps are neighbours, those that have three
 * columns, and both.
 */
export const phaseOffsets = (stride: number): (readonly [row: number, column: number])[] =>
  stride === 1
    ? [[0, 0]]
    : [
        [1, 0],
        [0, 0],
        [0, 1],
        [1, 1],
      ];

/**
 * A 3 × 3 convolution of stride 1, or a 5 × 5 one of stride 2, which is the sum of four stride-1
 * convolutions, one of every second row and column of its input: with 3 × 3, 3 × 2, 2 × 3 and 2 × 2 taps.
 */
export const isWinograd = (g: Convolution): boolean =>
  g.kernelHeight === g.kernelWidth &&
  g.strideY === g.strideX &&
  ((g.kernelHeight === 3 && g.strideY === 1) || (g.kernelHeight === 5 && g.strideY === 2));

/**
 * Whether the gradient of its input can be computed so too: the phases of the input must reach the output's
 * gradient within one window of three, which they do with the paddings «same» and «valid».
 */
export const isWinogradInputGradient = (g: Convolution): boolean =>
  isWinograd(g) &&
  windowOf(phasesOf(g.strideY, g.kernelHeight, g.top, g.height)) !== undefined &&
  windowOf(phasesOf(g.strideX, g.kernelWidth, g.left, g.width)) !== undefined;

/**
 * Of phases along one axis: zeros before the output's gradient, and where in the window each phase's taps
 * begin.
 */
function windowOf(phases: readonly Phase[]): { before: number; firsts: number[] } | undefined {
  const begins = phases.map(({ shift, taps }) => shift - taps + 1);
  const before = -Math.min(...begins);
  const firsts = begins.map((begin) => begin + before);
  const fits = before >= 0 && phases.every(({ taps }, i) => taps > 0 && firsts[i] + taps <= 3);
  return fits ? { before, firsts } : undefined;
}

export const tilesOf = (batch: number, height: number, width: number) => ({
  batch,
  down: Math.ceil(height / 4),
  across: Math.ceil(width / 4),
});

/** y = x ∗ w (+ bias), as `convolve`. */
export function winogradConvolve(
  heap: Heap,
  g: Convolution,
  x: number,
  w: number,
  y: number,
  bias?: number,
): void {
  const { batch, channels, outHeight, outWidth, outChannels, kernelWidth } = g;
  const stride = g.strideY;
  const tiles = tilesOf(batch, outHeight, outWidth);
  const paddedChannels = upTo(channels, 4);
  const height = stride * (4 * tiles.down + 2);
  const width = stride * (4 * tiles.across + 2);
  heap.withScratch([batch * height * width * paddedChannels], (padded) => {
    heap.kernels.pad(
      x,
      batch,
      g.height,
      g.width,
      channels,
      padded,
      g.top,
      g.left,
      height,
      width,
      paddedChannels,
    );
    const offsets = phaseOffsets(stride);
    const tap = channels * outChannels;
    winogradProduct(heap, {
      tiles,
      sources: offsets.map(([row, column]) => padded + BYTES * (row * width + column) * paddedChannels),
      channels,
      sourceSteps: {
        image: height * width * paddedChannels,
        row: stride * width * paddedChannels,
        column: stride * paddedChannels,
      },
      targets: [
        {
          address: y,
          height: outHeight,
          width: outWidth,
          taps: offsets.map(([row, column]): Taps => ({
            address: w + BYTES * (row * kernelWidth + column) * tap,
            row: stride * kernelWidth * tap,
            column: stride * tap,
            rows: [0, tapsFrom(row, g.kernelHeight, stride)],
            columns: [0, tapsFrom(column, kernelWidth, stride)],
          })),
        },
      ],
      columns: outChannels,
      transposed: false,
      targetSteps: {
        image: outHeight * outWidth * outChannels,
        row: outWidth * outChannels,
        column: outChannels,
      },
      bias,
    });
  });
}

/** dx = dy ∗ w, flipped and transposed, as `inputGradient`. */
export function winogradInputGradient(heap: Heap, g: Convolution, dy: number, w: number, dx: number): void {
  const { batch, channels, outHeight, outWidth, outChannels, kernelWidth } = g;
  const stride = g.strideY;
  const rowPhases = phasesOf(stride, g.kernelHeight, g.top, g.height);
  const columnPhases = phasesOf(stride, kernelWidth, g.left, g.width);
  const rowWindow = windowOf(rowPhases)!;
  const columnWindow = windowOf(columnPhases)!;
  const tiles = tilesOf(batch, rowPhases[0].positions, columnPhases[0].positions);
  const paddedChannels = upTo(outChannels, 4);
  const height = 4 * tiles.down + 2;
  const width = 4 * tiles.across + 2;
  const tap = channels * outChannels;
  heap.withScratch([batch * height * width * paddedChannels], (padded) => {
    const { before: top } = rowWindow;
    const { before: left } = columnWindow;
    heap.kernels.pad(
      dy,
      batch,
      outHeight,
      outWidth,
      outChannels,
      padded,
      top,
      left,
      height,
      width,
      paddedChannels,
    );
    const targets = rowPhases.flatMap((row, i) =>
      columnPhases.map((column, j) => {
        const firstRow = rowWindow.firsts[i];
        const firstColumn = columnWindow.firsts[j];
        // Flipped: the window's first tap is the kernel's last of this phase.
        const lastTap = row.firstTap + (firstRow + row.taps - 1) * stride;
        const lastColumn = column.firstTap + (firstColumn + column.taps - 1) * stride;
        const taps: Taps = {
          address: w + BYTES * (lastTap * kernelWidth + lastColumn) * tap,
          row: -stride * kernelWidth * tap,
          column: -stride * tap,
          rows: [firstRow, firstRow + row.taps],
          columns: [firstColumn, firstColumn + column.taps],
        };
        return {
          address: dx + BYTES * (row.start * g.width + column.start) * channels,
          height: row.positions,
          width: column.positions,
          taps: [taps],
        };
      }),
    );
    winogradProduct(heap, {
      tiles,
      sources: [padded],
      channels: outChannels,
      sourceSteps: {
        image: height * width * paddedChannels,
        row: width * paddedChannels,
        column: paddedChannels,
      },
      targets,
      columns: channels,
      transposed: true,
      targetSteps: {
        image: g.height * g.width * channels,
        row: stride * g.width * channels,
        column: stride * channels,
      },
    });
  });
}
