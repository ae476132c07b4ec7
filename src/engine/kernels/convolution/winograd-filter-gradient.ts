import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';
import { GAP, TILE_AREA } from './winograd-plan.ts';
import { phaseOffsets, tapsFrom, tilesOf } from './winograd.ts';

const BYTES = 4;
/** Floats that the transforms of a block of tiles may take. */
const BLOCK = 2 ** 20;
/**
 * Sums computed at a time, channels × columns, if one block has all tiles: they then stay in the second-level
 * cache.
 */
const CHANNELS = 16;
const COLUMNS = 64;

/**
 * Gradient of the weights, as `filterGradient`, with F(4×4, 3×3): the transforms of the inputs and of the
 * output's gradient are multiplied element by element and summed over all tiles, and the sums are transformed
 * back to taps.
 */
export function winogradFilterGradient(heap: Heap, g: Convolution, x: number, dy: number, dw: number): void {
  const { kernels } = heap;
  const { batch, channels, outHeight, outWidth, outChannels, kernelWidth } = g;
  const stride = g.strideY;
  const phases = phaseOffsets(stride);
  const tiles = tilesOf(batch, outHeight, outWidth);
  const count = batch * tiles.down * tiles.across;
  const paddedChannels = upTo(channels, 4);
  const paddedOutChannels = upTo(outChannels, 8);
  const perTile = TILE_AREA * (phases.length * paddedChannels + paddedOutChannels);
  const block = Math.min(count, Math.max(16, Math.floor(BLOCK / perTile)));
  const oneBlock = block === count;
  const kBlock = oneBlock ? Math.min(paddedChannels, CHANNELS) : paddedChannels;
  const nBlock = oneBlock ? Math.min(paddedOutChannels, COLUMNS) : paddedOutChannels;

  const height = stride * (4 * tiles.down + 2);
  const width = stride * (4 * tiles.across + 2);
  const yHeight = 4 * tiles.down;
  const yWidth = 4 * tiles.across;
  const unpadded = yHeight === outHeight && yWidth === outWidth && paddedOutChannels === outChannels;
  const inputPlane = block * paddedChannels * phases.length + GAP;
  const gradientPlane = block * paddedOutChannels + GAP;
  const sumPlane = kBlock * nBlock + GAP;
  const sizes = [
    batch * height * width * paddedChannels,
    unpadded ? 0 : batch * yHeight * yWidth * paddedOutChannels,
    TILE_AREA * inputPlane,
    TILE_AREA * gradientPlane,
    (oneBlock ? 1 : phases.length) * TILE_AREA * sumPlane,
    count,
    count,
    kBlock,
    Math.max(kernels.WINOGRAD_WORK, kernels.WINOGRAD_WEIGHTS_WORK),
  ];
  heap.withScratch(sizes, (padded, paddedY, inputs, gradients, sums, offsets, offsetsY, rows, work) => {
    kernels.pad(x, batch, g.height, g.width, channels, padded, g.top, g.left, height, width, paddedChannels);
    if (!unpadded) {
      kernels.pad(
        dy,
        batch,
        outHeight,
        outWidth,
        outChannels,
        paddedY,
        0,
        0,
        yHeight,
        yWidth,
        paddedOutChannels,
      );
    }
    const from = unpadded ? dy : paddedY;
    const row = stride * width * paddedChannels;
    const column = stride * paddedChannels;
    const { down, across } = tiles;
    kernels.pixelOffsets(offsets, batch, down, across, height * width * paddedChannels, 4 * row, 4 * column);
    kernels.pixelOffsets(
      offsetsY,
      batch,
      down,
      across,
      yHeight * yWidth * paddedOutChannels,
      4 * yWidth * paddedOutChannels,
      4 * paddedOutChannels,
    );
    kernels.pixelOffsets(rows, 1, 1, kBlock, 0, 0, nBlock);

    const transform = (tile: number, tilesInBlock: number): void => {
      phases.forEach(([phaseRow, phaseColumn], p) => {
        kernels.winogradInputColumns(
          padded + BYTES * (phaseRow * width + phaseColumn) * paddedChannels,
          offsets + BYTES * tile,
          tilesInBlock,
          row * BYTES,
          column * BYTES,
          paddedChannels,
          inputs + BYTES * p * paddedChannels * block,
          inputPlane * BYTES,
          4 * block * BYTES,
          work,
        );
      });
      kernels.winogradGradient(
        from,
        offsetsY + BYTES * tile,
        tilesInBlock,
        yWidth * paddedOutChannels * BYTES,
        paddedOutChannels * BYTES,
        paddedOutChannels,
        gradients,
        gradientPlane * BYTES,
        8 * block * BYTES,
        work,
      );
    };

    if (oneBlock) transform(0, count);
    for (let c = 0; c < paddedChannels; c += kBlock) {
      for (let n = 0; n < paddedOutChannels; n += nBlock) {
        const kNow = Math.min(kBlock, paddedChannels - c);
        const nNow = Math.min(nBlock, paddedOutChannels - n);
        for (let tile = 0; tile < count; tile += block) {
          const tilesInBlock = Math.min(block, count - tile);
          if (!oneBlock) transform(tile, tilesInBlock);
          phases.forEach(([phaseRow, phaseColumn], p) => {
            const taps = [
              tapsFrom(phaseRow, g.kernelHeight, stride),
              tapsFrom(phaseColumn, kernelWidth, stride),
            ] as const;
            const sum = sums + (oneBlock ? 0 : BYTES * p * TILE_AREA * sumPlane);
            kernels.multiplyPlanes(
              inputs + BYTES * (p * paddedChannels + c) * block,
              inputPlane * BYTES,
              4 * block * BYTES,
              gradients + BYTES * n * block,
              gradientPlane * BYTES,
              8 * block * BYTES,
              nNow / 8,
              tilesInBlock,
              sum,
              sumPlane * BYTES,
              rows,
              kNow,
              tile === 0 ? heap.zeros : 0,
              0,
              // Without a third row or column of taps, the sums at the point ∞ are not needed.
              taps[0] === 3 ? 6 : 5,
              0,
              taps[1] === 3 ? 6 : 5,
            );
            if (tile + tilesInBlock < count) return;
            const tapFloats = channels * outChannels;
            kernels.winogradWeightsGradient(
              sum,
              sumPlane * BYTES,
              nBlock * BYTES,
              Math.min(kNow, channels - c),
              Math.min(nNow, outChannels - n),
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
