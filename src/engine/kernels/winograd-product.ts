import type { Heap } from './heap.ts';

/** What a tile of 4 × 4 outputs needs: 6 × 6 products. */
export const PLACES = 36;
/** Floats between two planes beyond their own, so that their distance is no power of two. */
export const GAP = 16;

const BYTES = 4;
/** Tiles worked on at a time. */
const TILES = 64;
/** Columns whose products are held at a time, and channels of weights transformed at a time where tiles are few. */
const COLUMNS = 32;
const CHANNELS = 128;
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

/**
 * Computes such convolutions with F(4×4, 3×3), a block of tiles after the other: inputs are transformed, each of the
 * 36 places multiplies its matrix of inputs with its matrix of weights, and the products are transformed back.
 *
 * Weights are transformed once for all tiles; but where a layer has few tiles and many weights, a piece of them at a
 * time, just before it is used, since they would not stay in the cache until then.
 */
export function winogradProduct(heap: Heap, product: WinogradProduct): void {
  const { kernels } = heap;
  const { tiles, sources, channels, sourceSteps, targets, columns, targetSteps } = product;
  const count = tiles.batch * tiles.down * tiles.across;
  const fewTiles = count <= TILES;
  const block = upTo(Math.min(count, TILES), 4);
  const allColumns = upTo(columns, 8);
  const placed = upTo(channels, 4);
  const pieceChannels = fewTiles ? Math.min(channels, CHANNELS) : channels;
  const perColumn = sources.length * targets.length * PLACES * channels;
  const mostColumns = fewTiles ? COLUMNS : 8 * Math.max(1, Math.floor(WEIGHTS / perColumn / 8));
  const pieceColumns = Math.min(allColumns, mostColumns);
  const heldColumns = Math.min(pieceColumns, 64);
  const pieces = fewTiles ? 1 : sources.length * targets.length;

  const inputPlane = block * placed * sources.length + GAP;
  const weightPlane = pieceChannels * pieceColumns + GAP;
  const productPlane = block * heldColumns + GAP;
  const sizes = [
    PLACES * inputPlane,
    pieces * PLACES * weightPlane,
    PLACES * productPlane,
    allColumns,
    count,
    block,
    Math.max(kernels.WINOGRAD_WORK, kernels.WINOGRAD_WEIGHTS_WORK),
  ];
  heap.withScratch(sizes, (inputs, weights, products, start, offsets, rows, work) => {
    heap.layOutStart(product.bias, columns, start);
    kernels.pixelOffsets(rows, 1, 1, block, 0, 0, heldColumns);
    const tileRow = 4 * sourceSteps.row;
    const tileColumn = 4 * sourceSteps.column;
    kernels.pixelOffsets(
      offsets,
      tiles.batch,
      tiles.down,
      tiles.across,
      sourceSteps.image,
      tileRow,
      tileColumn,
    );

    const transformInputs = (tile: number, here: number): void => {
      sources.forEach((source, s) => {
        kernels.winogradInput(
          source,
          offsets + tile * BYTES,
          here,
          sourceSteps.row * BYTES,
          sourceSteps.column * BYTES,
          placed,
          inputs + s * placed * 4 * BYTES,
          inputPlane * BYTES,
          sources.length * placed * 4 * BYTES,
          work,
        );
      });
    };

    const transformWeights = (
      taps: Taps,
      channel: number,
      deep: number,
      column: number,
      wide: number,
      to: number,
    ): void => {
      const step = product.transposed ? channels : columns;
      const corner = product.transposed ? column * step + channel : channel * step + column;
      kernels.winogradWeights(
        taps.address + BYTES * corner,
        taps.row * BYTES,
        taps.column * BYTES,
        ...taps.rows,
        ...taps.columns,
        deep,
        Math.min(wide, columns - column),
        step,
        Number(product.transposed),
        to,
        weightPlane * BYTES,
        work,
      );
    };

    for (let column = 0; column < allColumns; column += pieceColumns) {
      const wide = Math.min(pieceColumns, allColumns - column);
      const pieceOf = (target: number, source: number): number =>
        weights + (fewTiles ? 0 : (target * sources.length + source) * PLACES * weightPlane * BYTES);
      if (!fewTiles) {
        targets.forEach((target, t) => {
          target.taps.forEach((taps, s) => {
            transformWeights(taps, 0, channels, column, wide, pieceOf(t, s));
          });
        });
      }
      for (let tile = 0; tile < count; tile += block) {
        const here = Math.min(block, count - tile);
        if (column === 0 || !fewTiles) transformInputs(tile, here);
        targets.forEach((target, t) => {
          for (let held = 0; held < wide; held += heldColumns) {
            const now = Math.min(heldColumns, wide - held);
            const begun = new Set<number>();
            target.taps.forEach((taps, s) => {
              for (let channel = 0; channel < channels; channel += pieceChannels) {
                const deep = Math.min(pieceChannels, channels - channel);
                const piece = pieceOf(t, s);
                if (fewTiles) transformWeights(taps, channel, deep, column + held, now, piece);
                for (let place = 0; place < PLACES; place++) {
                  // Without a third row or column of taps, the products at the point ∞ are zeros.
                  if ((taps.rows[1] < 3 && place >= 30) || (taps.columns[1] < 3 && place % 6 === 5)) continue;
                  kernels.multiplyPanels(
                    inputs + BYTES * (place * inputPlane + (s * placed + channel) * 4),
                    sources.length * placed * 4 * BYTES,
                    piece + BYTES * (place * weightPlane + held * deep),
                    8 * deep * BYTES,
                    now / 8,
                    deep,
                    products + BYTES * place * productPlane,
                    rows,
                    here,
                    begun.has(place) ? 0 : heap.zeros,
                  );
                  begun.add(place);
                }
              }
            });
            kernels.winogradOutput(
              products,
              productPlane * BYTES,
              heldColumns * BYTES,
              tile,
              here,
              tiles.down,
              tiles.across,
              target.address + (column + held) * BYTES,
              targetSteps.image * BYTES,
              targetSteps.row * BYTES,
              targetSteps.column * BYTES,
              target.height,
              target.width,
              Math.min(now, columns - column - held),
              start + (column + held) * BYTES,
              begun.has(35) || begun.has(30) ? 6 : 5,
              begun.has(35) || begun.has(5) ? 6 : 5,
              work,
            );
          }
        });
      }
    }
  });
}
