import { upTo, type Convolution } from './geometry.ts';
import type { Heap } from './heap.ts';
import { GAP, TILE_AREA } from './winograd-plan.ts';
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
  const kBlock = upTo(channels, 4);
  const nBlock = upTo(outChannels, 8);
  const perTile = TILE_AREA * (phases.length * kBlock + nBlock);
  const block = Math.min(count, Math.max(16, Math.floor(BLOCK / perTile)));
  const oneBlock = block === count;
  const kHeld = oneBlock ? Math.min(kBlock, CHANNELS) : kBlock;
  const nHeld = oneBlock ? Math.min(nBlock, COLUMNS) : nBlock;

  const height = stride * (4 * tiles.down + 2);
  const width = stride * (4 * tiles.across + 2);
  const yHeight = 4 * tiles.down;
  const yWidth = 4 * tiles.across;
  const asItIs = yHeight === outHeight && yWidth === outWidth && nBlock === outChannels;
  const inputPlane = block * kBlock * phases.length + GAP;
  const gradientPlane = block * nBlock + GAP;
  const sumPlane = kHeld * nHeld + GAP;
  const sizes = [
    batch * height * width * kBlock,
    asItIs ? 0 : batch * yHeight * yWidth * nBlock,
    TILE_AREA * inputPlane,
    TILE_AREA * gradientPlane,
    (oneBlock ? 1 : phases.length) * TILE_AREA * sumPlane,
    count,
    count,
    kHeld,
    Math.max(kernels.WINOGRAD_WORK, kernels.WINOGRAD_WEIGHTS_WORK),
  ];
  heap.withScratch(sizes, (padded, paddedY, inputs, gradients, sums, offsets, offsetsY, rows, work) => {
    kernels.pad(x, batch, g.height, g.width, channels, padded, g.top, g.left, height, width, kBlock);
    if (!asItIs) {
      kernels.pad(dy, batch, outHeight, outWidth, outChannels, paddedY, 0, 0, yHeight, yWidth, nBlock);
    }
    const from = asItIs ? dy : paddedY;
    const row = stride * width * kBlock;
    const column = stride * kBlock;
    const { down, across } = tiles;
    kernels.pixelOffsets(offsets, batch, down, across, height * width * kBlock, 4 * row, 4 * column);
    kernels.pixelOffsets(
      offsetsY,
      batch,
      down,
      across,
      yHeight * yWidth * nBlock,
      4 * yWidth * nBlock,
      4 * nBlock,
    );
    kernels.pixelOffsets(rows, 1, 1, kHeld, 0, 0, nHeld);

    const transform = (tile: number, here: number): void => {
      phases.forEach(([phaseRow, phaseColumn], p) => {
        kernels.winogradInputColumns(
          padded + BYTES * (phaseRow * width + phaseColumn) * kBlock,
          offsets + BYTES * tile,
          here,
          row * BYTES,
          column * BYTES,
          kBlock,
          inputs + BYTES * p * kBlock * block,
          inputPlane * BYTES,
          4 * block * BYTES,
          work,
        );
      });
      kernels.winogradGradient(
        from,
        offsetsY + BYTES * tile,
        here,
        yWidth * nBlock * BYTES,
        nBlock * BYTES,
        nBlock,
        gradients,
        gradientPlane * BYTES,
        8 * block * BYTES,
        work,
      );
    };

    if (oneBlock) transform(0, count);
    for (let c = 0; c < kBlock; c += kHeld) {
      for (let n = 0; n < nBlock; n += nHeld) {
        const nowDeep = Math.min(kHeld, kBlock - c);
        const nowWide = Math.min(nHeld, nBlock - n);
        for (let tile = 0; tile < count; tile += block) {
          const here = Math.min(block, count - tile);
          if (!oneBlock) transform(tile, here);
          phases.forEach(([phaseRow, phaseColumn], p) => {
            const taps = [
              tapsFrom(phaseRow, g.kernelHeight, stride),
              tapsFrom(phaseColumn, kernelWidth, stride),
            ] as const;
            const sum = sums + (oneBlock ? 0 : BYTES * p * TILE_AREA * sumPlane);
            kernels.multiplyPlanes(
              inputs + BYTES * (p * kBlock + c) * block,
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
              nHeld * BYTES,
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
