import type { Heap } from '../heap.ts';
import {
  contributes,
  planBlocks,
  PARTS,
  TILE_AREA,
  runsOf,
  type TileElements,
  type Taps,
  type Target,
  type WinogradProduct,
} from './winograd-plan.ts';

const BYTES = 4;

/**
 * Computes such convolutions with F(4×4, 3×3), a block of tiles after the other: inputs are transformed, each
 * of the 36 elements multiplies its matrix of inputs with its matrix of weights, and the products are
 * transformed back.
 *
 * Weights are transformed once for all tiles; but where a layer has few tiles and many weights, a piece of
 * them at a time, just before it is used, since they would not stay in the cache until then.
 */
export function winogradProduct(heap: Heap, product: WinogradProduct): void {
  const { kernels } = heap;
  const { tiles, sources, channels, sourceSteps, targets, columns, targetSteps, transposed } = product;
  const plan = planBlocks(product);
  const sizes = [
    TILE_AREA * plan.inputPlane,
    (plan.fewTiles ? 1 : targets.length) * TILE_AREA * plan.weightPlane,
    TILE_AREA * plan.productPlane,
    plan.allColumns,
    plan.count,
    plan.block,
    Math.max(kernels.WINOGRAD_WORK, kernels.WINOGRAD_WEIGHTS_WORK),
  ];
  heap.withScratch(sizes, (inputs, weights, products, start, offsets, rows, work) => {
    const inputGroup = 4 * plan.paddedChannels * sources.length * BYTES;

    const transformInputs = (tile: number, tilesInBlock: number): void => {
      sources.forEach((source, s) => {
        kernels.winogradInput(
          source,
          offsets + tile * BYTES,
          tilesInBlock,
          sourceSteps.row * BYTES,
          sourceSteps.column * BYTES,
          plan.paddedChannels,
          inputs + s * plan.paddedChannels * 4 * BYTES,
          plan.inputPlane * BYTES,
          inputGroup,
          work,
        );
      });
    };

    /**
     * Channels [channel, channel + k) of columns [column, column + nBlock), into panels of `kBlock` channels.
     */
    const transformWeights = (
      taps: Taps,
      channel: number,
      k: number,
      column: number,
      nBlock: number,
      kBlock: number,
      to: number,
    ): void => {
      const step = transposed ? channels : columns;
      kernels.winogradWeights(
        taps.address + BYTES * (transposed ? column * step + channel : channel * step + column),
        taps.row * BYTES,
        taps.column * BYTES,
        ...taps.rows,
        ...taps.columns,
        k,
        Math.min(nBlock, columns - column),
        step,
        Number(transposed),
        to,
        8 * kBlock * BYTES,
        plan.weightPlane * BYTES,
        work,
      );
    };

    /**
     * Multiplies k channels of a source, from `channel` on, with panels of `kBlock` channels, at a part of
     * the elements.
     */
    const multiply = (
      part: TileElements,
      tilesInBlock: number,
      source: number,
      channel: number,
      k: number,
      nBlock: number,
      kBlock: number,
      from: number,
      first: boolean,
    ): void => {
      kernels.multiplyPlanes(
        inputs + BYTES * (source * plan.paddedChannels + channel) * 4,
        plan.inputPlane * BYTES,
        inputGroup,
        from,
        plan.weightPlane * BYTES,
        8 * kBlock * BYTES,
        nBlock / 8,
        k,
        products,
        plan.productPlane * BYTES,
        rows,
        tilesInBlock,
        first ? heap.zeros : 0,
        ...part,
      );
    };

    /** All products of a block of tiles and a target, with weights that are transformed already. */
    const multiplyAll = ({ taps }: Target, tilesInBlock: number, nBlock: number, from: number): void => {
      for (const part of PARTS) {
        // Sources whose channels need no padding are neighbours: one multiplication goes over several.
        runsOf(taps, part, plan.paddedChannels === channels).forEach(([s, end], i) => {
          const at = from + BYTES * 8 * s * channels;
          multiply(part, tilesInBlock, s, 0, (end - s) * channels, nBlock, plan.kBlock, at, i === 0);
        });
      }
    };

    /** The same, transforming the weights of columns [column, column + nBlock) a piece at a time. */
    const transformAndMultiply = (
      target: Target,
      tilesInBlock: number,
      column: number,
      nBlock: number,
    ): void => {
      const begun = new Set<TileElements>();
      target.taps.forEach((taps, s) => {
        for (let channel = 0; channel < channels; channel += plan.kBlock) {
          const kBlock = Math.min(plan.kBlock, channels - channel);
          transformWeights(taps, channel, kBlock, column, nBlock, kBlock, weights);
          for (const part of PARTS) {
            if (!contributes(taps, part)) continue;
            multiply(part, tilesInBlock, s, channel, kBlock, nBlock, kBlock, weights, !begun.has(part));
            begun.add(part);
          }
        }
      });
    };

    const transformProducts = (
      target: Target,
      tile: number,
      tilesInBlock: number,
      column: number,
      nBlock: number,
    ): void => {
      kernels.winogradOutput(
        products,
        plan.productPlane * BYTES,
        plan.nHeld * BYTES,
        tile,
        tilesInBlock,
        tiles.down,
        tiles.across,
        target.address + column * BYTES,
        targetSteps.image * BYTES,
        targetSteps.row * BYTES,
        targetSteps.column * BYTES,
        target.height,
        target.width,
        Math.min(nBlock, columns - column),
        start + column * BYTES,
        target.taps.some((taps) => taps.rows[1] === 3) ? 6 : 5,
        target.taps.some((taps) => taps.columns[1] === 3) ? 6 : 5,
        work,
      );
    };

    heap.writeStart(product.bias, columns, start);
    kernels.pixelOffsets(rows, 1, 1, plan.block, 0, 0, plan.nHeld);
    const { batch, down, across } = tiles;
    const { image, row, column: step } = sourceSteps;
    kernels.pixelOffsets(offsets, batch, down, across, image, 4 * row, 4 * step);

    for (let column = 0; column < plan.allColumns; column += plan.nBlock) {
      const nBlock = Math.min(plan.nBlock, plan.allColumns - column);
      const weightsOf = (t: number): number => weights + BYTES * t * TILE_AREA * plan.weightPlane;
      if (!plan.fewTiles) {
        targets.forEach(({ taps }, t) => {
          taps.forEach((each, s) => {
            const to = weightsOf(t) + BYTES * 8 * s * channels;
            transformWeights(each, 0, channels, column, nBlock, plan.kBlock, to);
          });
        });
      }
      for (let tile = 0; tile < plan.count; tile += plan.block) {
        const tilesInBlock = Math.min(plan.block, plan.count - tile);
        if (column === 0 || !plan.fewTiles) transformInputs(tile, tilesInBlock);
        targets.forEach((target, t) => {
          for (let from = 0; from < nBlock; from += plan.nHeld) {
            const now = Math.min(plan.nHeld, nBlock - from);
            if (plan.fewTiles) transformAndMultiply(target, tilesInBlock, column + from, now);
            else multiplyAll(target, tilesInBlock, now, weightsOf(t) + BYTES * from * plan.kBlock);
            transformProducts(target, tile, tilesInBlock, column + from, now);
          }
        });
      }
    }
  });
}
