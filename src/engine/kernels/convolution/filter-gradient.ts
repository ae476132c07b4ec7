import { withPatches } from './convolve.ts';
import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';

/**
 * Gradient of a convolution's weights: the patches of x, transposed, times dy.
 *
 * @param x   address of [batch, height, width, channels]
 * @param dy  address of [batch, outHeight, outWidth, outChannels]
 * @param dw  address of [kernelHeight, kernelWidth, channels, outChannels], which is filled
 */
export function filterGradient(heap: Heap, g: Convolution, x: number, dy: number, dw: number): void {
  const { kernels } = heap;
  const { outChannels } = g;
  const sizes = [kernels.FILTER_GRADIENT_WORK, kernels.FILTER_GRADIENT_WORK_CHANNEL * upTo(outChannels, 8)];
  withPatches(heap, g, x, ({ from, inputs, pixels, patchRows, rowLength, rowStride }) => {
    heap.withScratch(sizes, (work, workY) => {
      kernels.filterGradient(
        from,
        inputs,
        pixels,
        patchRows,
        rowLength,
        rowStride,
        dy,
        outChannels,
        dw,
        heap.zeros,
        work,
        workY,
      );
    });
  });
}
