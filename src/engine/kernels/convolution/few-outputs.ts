import { paddedInput } from './convolve.ts';
import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';

const BYTES = 4;

const filled = (columns: number): number => columns / upTo(columns, 8);

/**
 * Whether a convolution has so few output channels (an image's three, say) that its taps had better be
 * folded: see src/engine/assembly/fold.ts.
 */
export function hasFewOutputs({ strideX, kernelWidth, outChannels, outWidth }: Convolution): boolean {
  const direct = filled(outChannels);
  const folded = (filled(kernelWidth * outChannels) * outWidth) / (outWidth + kernelWidth - 1);
  return strideX === 1 && folded > 1.2 * direct;
}

/** y = x ∗ w (+ bias), as `convolve`, an image at a time. */
export function convolveFewOutputs(
  heap: Heap,
  g: Convolution,
  x: number,
  w: number,
  y: number,
  bias?: number,
): void {
  const { kernels } = heap;
  const { batch, channels, kernelHeight, kernelWidth, outHeight, outWidth, outChannels } = g;
  const { top, left, height, width } = paddedInput(g);
  const rowFloats = width * channels;
  const columns = kernelWidth * outChannels;
  const pitch = upTo(columns, 8);
  const k = kernelHeight * channels;
  const positions = outHeight * width;
  const sizes = [
    batch * height * rowFloats,
    k * pitch,
    positions * pitch,
    upTo(outChannels, 8),
    pitch,
    positions,
    positions,
    kernels.CONVOLVE_WORK,
  ];
  heap.withScratch(sizes, (padded, weights, products, start, zeros, inputs, outputs, work) => {
    kernels.pad(x, batch, g.height, g.width, channels, padded, top, left, height, width, channels);
    kernels.packFoldedWeights(w, kernelHeight, kernelWidth, channels, outChannels, weights);
    heap.writeStart(bias, outChannels, start);
    kernels.clear(zeros, pitch);
    kernels.pixelOffsets(inputs, 1, outHeight, width, 0, g.strideY * rowFloats, channels);
    kernels.pixelOffsets(outputs, 1, 1, positions, 0, 0, pitch);
    for (let image = 0; image < batch; image++) {
      kernels.convolve(
        padded + BYTES * image * height * rowFloats,
        inputs,
        positions,
        kernelHeight,
        channels,
        rowFloats,
        weights,
        pitch,
        products,
        outputs,
        zeros,
        work,
      );
      const target = y + BYTES * image * outHeight * outWidth * outChannels;
      kernels.fold(products, outHeight, width, pitch, kernelWidth, outChannels, outWidth, start, target);
    }
  });
}

/** Gradient of the weights, as `filterGradient`, an image at a time. */
export function filterGradientFewOutputs(
  heap: Heap,
  g: Convolution,
  x: number,
  dy: number,
  dw: number,
): void {
  const { kernels } = heap;
  const { batch, channels, kernelHeight, kernelWidth, outHeight, outWidth, outChannels } = g;
  const { top, left, height, width } = paddedInput(g);
  const rowFloats = width * channels;
  const margin = kernelWidth - 1;
  const widthY = outWidth + 2 * margin;
  const pitch = upTo(kernelWidth * outChannels, 8);
  const sums = kernelHeight * channels * pitch;
  const sizes = [batch * height * rowFloats, batch * outHeight * widthY * outChannels, sums, channels];
  heap.withScratch(sizes, (padded, paddedY, folded, offsets) => {
    kernels.pad(x, batch, g.height, g.width, channels, padded, top, left, height, width, channels);
    kernels.pad(
      dy,
      batch,
      outHeight,
      outWidth,
      outChannels,
      paddedY,
      0,
      margin,
      outHeight,
      widthY,
      outChannels,
    );
    kernels.pixelOffsets(offsets, 1, 1, channels, 0, 0, pitch);
    kernels.clear(folded, sums);
    for (let image = 0; image < batch; image++) {
      kernels.foldedFilterGradient(
        padded + BYTES * image * height * rowFloats,
        rowFloats * BYTES,
        g.strideY * rowFloats * BYTES,
        width,
        kernelHeight,
        channels,
        paddedY + BYTES * image * outHeight * widthY * outChannels,
        widthY * outChannels * BYTES,
        outChannels,
        outHeight,
        folded,
        pitch,
        offsets,
      );
    }
    kernels.unfoldWeights(folded, pitch, kernelHeight, kernelWidth, channels, outChannels, dw);
  });
}
