import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from './heap.ts';
import { GAP, PLACES } from './winograd-plan.ts';
import { phaseOffsets, tapsFrom, tilesOf } from './winograd.ts';

const BYTES = 4;
/** Floats that the transforms of a block of tiles may take. */
const BLOCK = 2 ** 20;
/** Sums held at a time, channels × columns, if one block has all tiles: they then stay in the second-level cache. */
const CHANNELS = 16;
const COLUMNS = 64;

/**
 * Gradient of the weights, as `filterGradient`, with F(4×4, 3×3): the transforms of the inputs and of the output's
 * gradient are multiplied place by place and summed over all tiles, and the sums are transformed back to taps.
 */
export function winogradFilterGradient(heap: Heap, g: Convolution, x: number, dy: number, dw: number): void {
  const { kernels } = heap;
  const { batch, channels, outHeight, outWidth, outChannels, kernelWidth } = g;
  const stride = g.strideY;
  const phases = phaseOffsets(stride);
  const tiles = tilesOf(batch, outHeight, outWidth);
  const count = batch * tiles.down * tiles.across;
  const deep = upTo(channels, 4);
  const wide = upTo(outChannels, 8);
  const perTile = PLACES * (phases.length * deep + wide);
  const block = Math.min(count, Math.max(16, Math.floor(BLOCK / perTile)));
  const oneBlock = block === count;
  const heldChannels = oneBlock ? Math.min(deep, CHANNELS) : deep;
  const heldColumns = oneBlock ? Math.min(wide, COLUMNS) : wide;

  const height = stride * (4 * tiles.down + 2);
  const width = stride * (4 * tiles.across + 2);
  const yHeight = 4 * tiles.down;
  const yWidth = 4 * tiles.across;
  const asItIs = yHeight === outHeight && yWidth === outWidth && wide === outChannels;
  const inputPlane = block * deep * phases.length + GAP;
  const gradientPlane = block * wide + GAP;
  const sumPlane = heldChannels * heldColumns + GAP;
  const sizes = [
    batch * height * width * deep,
    asItIs ? 0 : batch * yHeight * yWidth * wide,
    PLACES * inputPlane,
    PLACES * gradientPlane,
    (oneBlock ? 1 : phases.length) * PLACES * sumPlane,
    count,
    count,
    heldChannels,
    Math.max(kernels.WINOGRAD_WORK, kernels.WINOGRAD_WEIGHTS_WORK),
  ];
  heap.withScratch(sizes, (padded, paddedY, inputs, gradients, sums, offsets, offsetsY, rows, work) => {
    kernels.pad(x, batch, g.height, g.width, channels, padded, g.top, g.left, height, width, deep);
    if (!asItIs) {
      kernels.pad(dy, batch, outHeight, outWidth, outChannels, paddedY, 0, 0, yHeight, yWidth, wide);
    }
    const from = asItIs ? dy : paddedY;
    const row = stride * width * deep;
    const column = stride * deep;
    const { down, across } = tiles;
    kernels.pixelOffsets(offsets, batch, down, across, height * width * deep, 4 * row, 4 * column);
    kernels.pixelOffsets(offsetsY, batch, down, across, yHeight * yWidth * wide, 4 * yWidth * wide, 4 * wide);
    kernels.pixelOffsets(rows, 1, 1, heldChannels, 0, 0, heldColumns);

    const transform = (tile: number, here: number): void => {
      phases.forEach(([phaseRow, phaseColumn], p) => {
        kernels.winogradInputColumns(
          padded + BYTES * (phaseRow * width + phaseColumn) * deep,
          offsets + BYTES * tile,
          here,
          row * BYTES,
          column * BYTES,
          deep,
          inputs + BYTES * p * deep * block,
          inputPlane * BYTES,
          4 * block * BYTES,
          work,
        );
      });
      kernels.winogradGradient(
        from,
        offsetsY + BYTES * tile,
        here,
        yWidth * wide * BYTES,
        wide * BYTES,
        wide,
        gradients,
        gradientPlane * BYTES,
        8 * block * BYTES,
        work,
      );
    };

    if (oneBlock) transform(0, count);
    for (let c = 0; c < deep; c += heldChannels) {
      for (let n = 0; n < wide; n += heldColumns) {
        const nowDeep = Math.min(heldChannels, deep - c);
        const nowWide = Math.min(heldColumns, wide - n);
        for (let tile = 0; tile < count; tile += block) {
          const here = Math.min(block, count - tile);
          if (!oneBlock) transform(tile, here);
          phases.forEach(([phaseRow, phaseColumn], p) => {
            const taps = [
              tapsFrom(phaseRow, g.kernelHeight, stride),
              tapsFrom(phaseColumn, kernelWidth, stride),
            ] as const;
            const sum = sums + (oneBlock ? 0 : BYTES * p * PLACES * sumPlane);
            kernels.multiplyPlanes(
              inputs + BYTES * (p * deep + c) * block,
              inputPlane * BYTES,
              4 * block * BYTES,
              gradients + BYTES * n * block,
              gradientPlane * BYTES,
              8 * block * BYTES,
              nowWide / 8,
              here,
              sum,
              sumPlane * BYTES,
              rows,
              nowDeep,
              tile === 0 ? heap.zeros : 0,
              0,
              // Without a third row or column of taps, the sums at the point ∞ are not needed.
              taps[0] === 3 ? 6 : 5,
              0,
              taps[1] === 3 ? 6 : 5,
            );
            if (tile + here < count) return;
            const tapFloats = channels * outChannels;
            kernels.winogradWeightsGradient(
              sum,
              sumPlane * BYTES,
              heldColumns * BYTES,
              Math.min(nowDeep, channels - c),
              Math.min(nowWide, outChannels - n),
              dw + BYTES * ((phaseRow * kernelWidth + phaseColumn) * tapFloats + c * outChannels + n),
              ...taps,
              stride * kernelWidth * tapFloats * BYTES,
              stride * tapFloats * BYTES,
              outChannels,
              work,
            );
          });
        }
      }
    }
  });
}
