import type { Heap } from './heap.ts';

/** What a tile of 4 × 4 outputs needs: 6 × 6 products. */
export const PLACES = 36;
/** Floats between two planes beyond their own, so that their distance is no power of two. */
export const GAP = 16;

const BYTES = 4;
/** Tiles worked on at a time. */
const TILES = 64;
/** Columns whose products are held at a time. */
const COLUMNS = 64;
/** Weights transformed at a time where tiles are few. */
const PIECE_COLUMNS = 32;
const PIECE_CHANNELS = 128;
/** Transformed weights are held for as many columns as fit into this many floats. */
const WEIGHTS = 8 * 2 ** 20;

export const upTo = (value: number, multiple: number): number => multiple * Math.ceil(value / multiple);

/** Tiles of 4 × 4 places: `down` × `across` of them on each of `batch` images. */
export interface Tiles {
  readonly batch: number;
  readonly down: number;
  readonly across: number;
}

/** Where places lie, in floats: from an image, a row, a column to the next. */
export interface Steps {
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

/** The taps, 3 × 3 at most, by which one source contributes to one target. Steps are in floats. */
export interface Taps {
  /** Address of tap (0, 0) of the first channel's first column, or where it would be. */
  readonly address: number;
  readonly row: number;
  readonly column: number;
  /** Rows and columns of taps that there are: from the first to before the end. */
  readonly rows: readonly [first: number, end: number];
  readonly columns: readonly [first: number, end: number];
}

/** Images to compute. */
export interface Target {
  readonly address: number;
  readonly height: number;
  readonly width: number;
  /** One for each source. */
  readonly taps: readonly Taps[];
}

/** Stride-1 convolutions with at most 3 × 3 taps, of every source into every target. */
export interface WinogradProduct {
  readonly tiles: Tiles;
  /** Addresses of images with zeros around; the channels of a place are padded to a multiple of four. */
  readonly sources: readonly number[];
  readonly channels: number;
  readonly sourceSteps: Steps;
  readonly targets: readonly Target[];
  readonly columns: number;
  /** Weights of a tap lie as [channels, columns], or transposed. */
  readonly transposed: boolean;
  readonly targetSteps: Steps;
  readonly bias?: number | undefined;
}

/** Whether a place of a tile needs these taps: without a third row or column, the products at the point ∞ are zeros. */
const contributes = ({ rows, columns }: Taps, place: number): boolean =>
  (rows[1] === 3 || place < 30) && (columns[1] === 3 || place % 6 < 5);

/** From one source to before another. */
type Run = readonly [first: number, end: number];

/** The sources that contribute to a place, in runs of neighbours. */
function runsAt(place: number, taps: readonly Taps[]): Run[] {
  const runs: Run[] = [];
  taps.forEach((each, s) => {
    if (!contributes(each, place)) return;
    const last = runs.at(-1);
    if (last?.[1] === s) runs[runs.length - 1] = [last[0], s + 1];
    else runs.push([s, s + 1]);
  });
  return runs;
}

/** How the work is cut into pieces. Sizes of planes are in floats. */
function layOut({ tiles, sources, channels, targets, columns }: WinogradProduct) {
  const count = tiles.batch * tiles.down * tiles.across;
  const fewTiles = count <= TILES;
  const block = upTo(Math.min(count, TILES), 4);
  const placed = upTo(channels, 4);
  const allColumns = upTo(columns, 8);
  // Weights: a piece of one target's and one source's, or all of them for as many columns as may be held.
  const perColumn = sources.length * targets.length * PLACES * channels;
  const mostColumns = fewTiles ? PIECE_COLUMNS : 8 * Math.max(1, Math.floor(WEIGHTS / perColumn / 8));
  const wide = Math.min(allColumns, mostColumns);
  const deep = fewTiles ? Math.min(channels, PIECE_CHANNELS) : channels * sources.length;
  // Products: of one target.
  const held = Math.min(wide, COLUMNS);
  return {
    count,
    fewTiles,
    block,
    placed,
    allColumns,
    wide,
    deep,
    held,
    inputPlane: block * placed * sources.length + GAP,
    weightPlane: deep * wide + GAP,
    productPlane: block * held + GAP,
  };
}

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

    /** Multiplies k channels of a source, from `channel` on, with panels of `deep` channels. */
    const multiply = (
      place: number,
      here: number,
      source: number,
      channel: number,
      k: number,
      wide: number,
      deep: number,
      from: number,
      first: boolean,
    ): void => {
      kernels.multiplyPanels(
        inputs + BYTES * (place * cut.inputPlane + (source * cut.placed + channel) * 4),
        inputGroup,
        from + BYTES * place * cut.weightPlane,
        8 * deep * BYTES,
        wide / 8,
        k,
        products + BYTES * place * cut.productPlane,
        rows,
        here,
        first ? heap.zeros : 0,
      );
    };

    /** All products of a block of tiles and a target, with weights that are transformed already. */
    const multiplyAll = (target: Target, here: number, wide: number, from: number): void => {
      for (let place = 0; place < PLACES; place++) {
        const runs = runsAt(place, target.taps);
        // Sources whose channels need no filling up lie side by side: one multiplication goes over all of them.
        const joined =
          cut.placed === channels
            ? runs
            : target.taps.flatMap((taps, s): Run[] => (contributes(taps, place) ? [[s, s + 1]] : []));
        joined.forEach(([s, end], i) => {
          const at = from + BYTES * 8 * s * channels;
          multiply(place, here, s, 0, (end - s) * channels, wide, cut.deep, at, i === 0);
        });
      }
    };

    /** The same, transforming the weights of columns [column, column + wide) a piece at a time. */
    const transformAndMultiply = (target: Target, here: number, column: number, wide: number): void => {
      const begun = new Set<number>();
      target.taps.forEach((taps, s) => {
        for (let channel = 0; channel < channels; channel += cut.deep) {
          const deep = Math.min(cut.deep, channels - channel);
          transformWeights(taps, channel, deep, column, wide, deep, weights);
          for (let place = 0; place < PLACES; place++) {
            if (!contributes(taps, place)) continue;
            multiply(place, here, s, channel, deep, wide, deep, weights, !begun.has(place));
            begun.add(place);
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
