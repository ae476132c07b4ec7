import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from './heap.ts';

/** Images with enough zeros around that every tap of every output pixel lies inside. */
interface Padded {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export const paddedInput = (g: Convolution): Padded => ({
  top: g.top,
  left: g.left,
  height: (g.outHeight - 1) * g.strideY + g.kernelHeight,
  width: (g.outWidth - 1) * g.strideX + g.kernelWidth,
});

/** Whether the input as it is has all those pixels, with no zeros before its first. */
export const needsNoPadding = (g: Convolution, { top, left, height, width }: Padded): boolean =>
  top === 0 && left === 0 && height <= g.height && width <= g.width;

/**
 * y = x ∗ w (+ bias), as a multiplication of patches by weights.
 *
 * @param x     address of [batch, height, width, channels]
 * @param w     address of [kernelHeight, kernelWidth, channels, outChannels]
 * @param y     address of [batch, outHeight, outWidth, outChannels], which is filled
 * @param bias  address of [outChannels]
 */
export function convolve(heap: Heap, g: Convolution, x: number, w: number, y: number, bias?: number): void {
  const { kernels } = heap;
  const { batch, channels, outHeight, outWidth, outChannels } = g;
  const padded = paddedInput(g);
  const asItIs = needsNoPadding(g, padded);
  const rowFloats = (asItIs ? g.width : padded.width) * channels;
  const imageFloats = (asItIs ? g.height : padded.height) * rowFloats;
  const pixels = batch * outHeight * outWidth;
  const run = g.kernelWidth * channels;
  const k = g.kernelHeight * run;
  const panels = upTo(outChannels, 8);
  const sizes = [asItIs ? 0 : batch * imageFloats, k * panels, panels, pixels, pixels, kernels.CONVOLVE_WORK];
  heap.withScratch(sizes, (around, weights, start, inputs, outputs, work) => {
    if (!asItIs) {
      const { top, left, height, width } = padded;
      kernels.pad(x, batch, g.height, g.width, channels, around, top, left, height, width, channels);
    }
    kernels.packWeights(w, k, outChannels, weights);
    heap.layOutStart(bias, outChannels, start);
    const rowStep = g.strideY * rowFloats;
    kernels.pixelOffsets(inputs, batch, outHeight, outWidth, imageFloats, rowStep, g.strideX * channels);
    kernels.pixelOffsets(outputs, 1, 1, pixels, 0, 0, outChannels);
    kernels.convolve(
      asItIs ? x : around,
      inputs,
      pixels,
      g.kernelHeight,
      run,
      rowFloats,
      weights,
      outChannels,
      y,
      outputs,
      start,
      work,
    );
  });
}
