import { needsNoPadding, paddedInput } from './convolve.ts';
import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from './heap.ts';

/**
 * Gradient of a convolution's weights: the patches of x, transposed, times dy.
 *
 * @param x   address of [batch, height, width, channels]
 * @param dy  address of [batch, outHeight, outWidth, outChannels]
 * @param dw  address of [kernelHeight, kernelWidth, channels, outChannels], which is filled
 */
export function filterGradient(heap: Heap, g: Convolution, x: number, dy: number, dw: number): void {
  const { kernels } = heap;
  const { batch, channels, outHeight, outWidth, outChannels, strideY, strideX } = g;
  const padded = paddedInput(g);
  const asItIs = needsNoPadding(g, padded);
  const rowFloats = (asItIs ? g.width : padded.width) * channels;
  const imageFloats = (asItIs ? g.height : padded.height) * rowFloats;
  const pixels = batch * outHeight * outWidth;
  const sizes = [
    asItIs ? 0 : batch * imageFloats,
    pixels,
    kernels.FILTER_GRADIENT_WORK,
    kernels.FILTER_GRADIENT_WORK_CHANNEL * upTo(outChannels, 8),
  ];
  heap.withScratch(sizes, (around, inputs, work, workY) => {
    if (!asItIs) {
      const { top, left, height, width } = padded;
      kernels.pad(x, batch, g.height, g.width, channels, around, top, left, height, width, channels);
    }
    const rowStep = strideY * rowFloats;
    kernels.pixelOffsets(inputs, batch, outHeight, outWidth, imageFloats, rowStep, strideX * channels);
    kernels.filterGradient(
      asItIs ? x : around,
      inputs,
      pixels,
      g.kernelHeight,
      g.kernelWidth * channels,
      rowFloats,
      dy,
      outChannels,
      dw,
      heap.zeros,
      work,
      workY,
    );
  });
}
