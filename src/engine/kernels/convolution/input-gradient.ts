import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';

/** Along one axis: the input positions start, start + stride…, and the kernel's taps that reach them. */
export interface Phase {
  readonly start: number;
  readonly positions: number;
  readonly firstTap: number;
  readonly taps: number;
  /** The last output position that reaches the first of these input positions. */
  readonly shift: number;
}

/**
 * A strided convolution sends output position i through tap t to input position stride·i + t − before. Input
 * positions that leave the same remainder are thus reached by every stride-th tap only, at neighbouring
 * output positions: each remainder is a stride-1 convolution of the output's gradient, and no tap is wasted
 * on zeros between.
 */
export function phasesOf(stride: number, kernel: number, before: number, length: number): Phase[] {
  return Array.from({ length: Math.min(stride, length) }, (_, start) => {
    const firstTap = (start + before) % stride;
    return {
      start,
      positions: Math.ceil((length - start) / stride),
      firstTap,
      taps: Math.max(0, Math.ceil((kernel - firstTap) / stride)),
      shift: (start + before - firstTap) / stride,
    };
  });
}

/**
 * Zeros before the output's gradient, and its length with zeros around, so that all phases' taps lie inside.
 */
function paddingOf(phases: readonly Phase[], length: number): { before: number; total: number } {
  const before = Math.max(0, ...phases.map(({ taps, shift }) => taps - 1 - shift));
  return {
    before,
    total: before + Math.max(length, ...phases.map(({ positions, shift }) => positions + shift)),
  };
}

/**
 * Gradient of a convolution's input: dx = dy ∗ w, flipped and transposed, a phase at a time.
 *
 * @param dy  address of [batch, outHeight, outWidth, outChannels]
 * @param w   address of [kernelHeight, kernelWidth, channels, outChannels]
 * @param dx  address of [batch, height, width, channels], which is filled
 */
export function inputGradient(heap: Heap, g: Convolution, dy: number, w: number, dx: number): void {
  const { kernels } = heap;
  const { batch, height, width, channels, strideY, strideX, outChannels } = g;
  const rows = phasesOf(strideY, g.kernelHeight, g.top, height);
  const columns = phasesOf(strideX, g.kernelWidth, g.left, width);
  const y = paddingOf(rows, g.outHeight);
  const x = paddingOf(columns, g.outWidth);
  const rowFloats = x.total * outChannels;
  const imageFloats = y.total * rowFloats;
  const pixels = batch * rows[0].positions * columns[0].positions;
  const panels = upTo(channels, 8);
  const taps = Math.max(...rows.map((phase) => phase.taps)) * Math.max(...columns.map((phase) => phase.taps));

  if ([...rows, ...columns].some((phase) => phase.taps === 0)) {
    kernels.clear(dx, batch * height * width * channels);
  }
  const sizes = [
    batch * imageFloats,
    taps * outChannels * panels,
    panels,
    pixels,
    pixels,
    kernels.CONVOLVE_WORK,
  ];
  heap.withScratch(sizes, (padded, weights, start, inputs, outputs, work) => {
    kernels.pad(
      dy,
      batch,
      g.outHeight,
      g.outWidth,
      outChannels,
      padded,
      y.before,
      x.before,
      y.total,
      x.total,
      outChannels,
    );
    heap.writeStart(undefined, channels, start);
    for (const row of rows) {
      for (const column of columns) {
        if (row.taps === 0 || column.taps === 0) continue;
        kernels.packFlippedTaps(
          w,
          g.kernelWidth,
          channels,
          outChannels,
          row.firstTap,
          column.firstTap,
          strideY,
          strideX,
          row.taps,
          column.taps,
          weights,
        );
        const from =
          (row.shift - row.taps + 1 + y.before) * x.total + column.shift - column.taps + 1 + x.before;
        const to = row.start * width + column.start;
        kernels.pixelOffsets(
          inputs,
          batch,
          row.positions,
          column.positions,
          imageFloats,
          rowFloats,
          outChannels,
        );
        kernels.pixelOffsets(
          outputs,
          batch,
          row.positions,
          column.positions,
          height * width * channels,
          strideY * width * channels,
          strideX * channels,
        );
        kernels.convolve(
          padded + 4 * from * outChannels,
          inputs,
          batch * row.positions * column.positions,
          row.taps,
          column.taps * outChannels,
          rowFloats,
          weights,
          channels,
          dx + 4 * to * channels,
          outputs,
          start,
          work,
        );
      }
    }
  });
}
