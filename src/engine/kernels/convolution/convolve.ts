import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';

/** Images with enough zeros around them that every tap of every output pixel is inside. */
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

/** The patches of an input, as the kernels take them. */
interface Patches {
  /** Address of the images, padded with zeros where needed. */
  readonly from: number;
  /** Address of the table of where each patch begins. */
  readonly inputs: number;
  readonly pixels: number;
  /** A patch's rows of neighbouring floats: their number, their length, and floats from one to the next. */
  readonly patchRows: number;
  readonly rowLength: number;
  readonly rowStride: number;
}

/** Finds the patch of x under each output pixel; x is copied only if it needs padding. */
export function withPatches(heap: Heap, g: Convolution, x: number, work: (patches: Patches) => void): void {
  const { kernels } = heap;
  const { batch, channels, outHeight, outWidth } = g;
  const { top, left, height, width } = paddedInput(g);
  const unpadded = top === 0 && left === 0 && height <= g.height && width <= g.width;
  const rowFloats = (unpadded ? g.width : width) * channels;
  const imageFloats = (unpadded ? g.height : height) * rowFloats;
  const pixels = batch * outHeight * outWidth;
  heap.withScratch([unpadded ? 0 : batch * imageFloats, pixels], (padded, inputs) => {
    if (!unpadded) {
      kernels.pad(x, batch, g.height, g.width, channels, padded, top, left, height, width, channels);
    }
    const rowStep = g.strideY * rowFloats;
    kernels.pixelOffsets(inputs, batch, outHeight, outWidth, imageFloats, rowStep, g.strideX * channels);
    work({
      from: unpadded ? x : padded,
      inputs,
      pixels,
      patchRows: g.kernelHeight,
      rowLength: g.kernelWidth * channels,
      rowStride: rowFloats,
    });
  });
}

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
  const { outChannels } = g;
  const panels = upTo(outChannels, 8);
  withPatches(heap, g, x, ({ from, inputs, pixels, patchRows, rowLength, rowStride }) => {
    const k = patchRows * rowLength;
    heap.withScratch([k * panels, panels, pixels, kernels.CONVOLVE_WORK], (weights, start, outputs, work) => {
      kernels.packWeights(w, k, outChannels, weights);
      heap.writeStart(bias, outChannels, start);
      kernels.pixelOffsets(outputs, 1, 1, pixels, 0, 0, outChannels);
      kernels.convolve(
        from,
        inputs,
        pixels,
        patchRows,
        rowLength,
        rowStride,
        weights,
        outChannels,
        y,
        outputs,
        start,
        work,
      );
    });
  });
}
