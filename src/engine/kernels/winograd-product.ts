import type { Heap } from './heap.ts';
import {
  contributes,
  layOut,
  PARTS,
  PLACES,
  runsOf,
  type Places,
  type Taps,
  type Target,
  type WinogradProduct,
} from './winograd-plan.ts';

const BYTES = 4;

/**
 * Computes such convolutions with F(4×4, 3×3), a block of tiles after the other: inputs are transformed, each of the
 * 36 places multiplies its matrix of inputs with its matrix of weights, and the products are transformed back.
 *
 * Weights are transformed once for all tiles; but where a layer has few tiles and many weights, a piece of them at a
 * time, just before it is used, since they would not stay in the cache until then.
 */
export function winogradProduct(heap: Heap, product: WinogradProduct): void {
  const { kernels } = heap;
  const { tiles, sources, channels, sourceSteps, targets, columns, targetSteps, transposed } = product;
  const cut = layOut(product);
  const sizes = [
    PLACES * cut.inputPlane,
    (cut.fewTiles ? 1 : targets.length) * PLACES * cut.weightPlane,
    PLACES * cut.productPlane,
    cut.allColumns,
    cut.count,
    cut.block,
    Math.max(kernels.WINOGRAD_WORK, kernels.WINOGRAD_WEIGHTS_WORK),
  ];
  heap.withScratch(sizes, (inputs, weights, products, start, offsets, rows, work) => {
    const inputGroup = 4 * cut.placed * sources.length * BYTES;

    const transformInputs = (tile: number, here: number): void => {
      sources.forEach((source, s) => {
        kernels.winogradInput(
          source,
          offsets + tile * BYTES,
          here,
          sourceSteps.row * BYTES,
          sourceSteps.column * BYTES,
          cut.placed,
          inputs + s * cut.placed * 4 * BYTES,
          cut.inputPlane * BYTES,
          inputGroup,
          work,
        );
      });
    };

    /** Channels [channel, channel + k) of columns [column, column + wide), into panels of `deep` channels. */
    const transformWeights = (
      taps: Taps,
      channel: number,
      k: number,
      column: number,
      wide: number,
      deep: number,
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
        Math.min(wide, columns - column),
        step,
        Number(transposed),
        to,
        8 * deep * BYTES,
        cut.weightPlane * BYTES,
        work,
      );
    };

    /** Multiplies k channels of a source, from `channel` on, with panels of `deep` channels, at a part of the places. */
    const multiply = (
      part: Places,
      here: number,
      source: number,
      channel: number,
      k: number,
      wide: number,
      deep: number,
      from: number,
      first: boolean,
    ): void => {
      kernels.multiplyPlanes(
        inputs + BYTES * (source * cut.placed + channel) * 4,
        cut.inputPlane * BYTES,
        inputGroup,
        from,
        cut.weightPlane * BYTES,
        8 * deep * BYTES,
        wide / 8,
        k,
        products,
        cut.productPlane * BYTES,
        rows,
        here,
        first ? heap.zeros : 0,
        ...part,
      );
    };

    /** All products of a block of tiles and a target, with weights that are transformed already. */
    const multiplyAll = ({ taps }: Target, here: number, wide: number, from: number): void => {
      for (const part of PARTS) {
        // Sources whose channels need no filling up lie side by side: one multiplication goes over several.
        runsOf(taps, part, cut.placed === channels).forEach(([s, end], i) => {
          const at = from + BYTES * 8 * s * channels;
          multiply(part, here, s, 0, (end - s) * channels, wide, cut.deep, at, i === 0);
        });
      }
    };

    /** The same, transforming the weights of columns [column, column + wide) a piece at a time. */
    const transformAndMultiply = (target: Target, here: number, column: number, wide: number): void => {
      const begun = new Set<Places>();
      target.taps.forEach((taps, s) => {
        for (let channel = 0; channel < channels; channel += cut.deep) {
          const deep = Math.min(cut.deep, channels - channel);
          transformWeights(taps, channel, deep, column, wide, deep, weights);
          for (const part of PARTS) {
            if (!contributes(taps, part)) continue;
            multiply(part, here, s, channel, deep, wide, deep, weights, !begun.has(part));
            begun.add(part);
          }
        }
      });
    };

    const transformProducts = (
      target: Target,
      tile: number,
      here: number,
      column: number,
      wide: number,
    ): void => {
      kernels.winogradOutput(
        products,
        cut.productPlane * BYTES,
        cut.held * BYTES,
        tile,
        here,
        tiles.down,
        tiles.across,
        target.address + column * BYTES,
        targetSteps.image * BYTES,
        targetSteps.row * BYTES,
        targetSteps.column * BYTES,
        target.height,
        target.width,
        Math.min(wide, columns - column),
        start + column * BYTES,
        target.taps.some((taps) => taps.rows[1] === 3) ? 6 : 5,
        target.taps.some((taps) => taps.columns[1] === 3) ? 6 : 5,
        work,
      );
    };

    heap.layOutStart(product.bias, columns, start);
    kernels.pixelOffsets(rows, 1, 1, cut.block, 0, 0, cut.held);
    const { batch, down, across } = tiles;
    const { image, row, column: step } = sourceSteps;
    kernels.pixelOffsets(offsets, batch, down, across, image, 4 * row, 4 * step);

    for (let column = 0; column < cut.allColumns; column += cut.wide) {
      const wide = Math.min(cut.wide, cut.allColumns - column);
      const weightsOf = (t: number): number => weights + BYTES * t * PLACES * cut.weightPlane;
      if (!cut.fewTiles) {
        targets.forEach(({ taps }, t) => {
          taps.forEach((each, s) => {
            const to = weightsOf(t) + BYTES * 8 * s * channels;
            transformWeights(each, 0, channels, column, wide, cut.deep, to);
          });
        });
      }
      for (let tile = 0; tile < cut.count; tile += cut.block) {
        const here = Math.min(cut.block, cut.count - tile);
        if (column === 0 || !cut.fewTiles) transformInputs(tile, here);
        targets.forEach((target, t) => {
          for (let from = 0; from < wide; from += cut.held) {
            const now = Math.min(cut.held, wide - from);
            if (cut.fewTiles) transformAndMultiply(target, here, column + from, now);
            else multiplyAll(target, here, now, weightsOf(t) + BYTES * from * cut.deep);
            transformProducts(target, tile, here, column + from, now);
          }
        });
      }
    }
  });
}
