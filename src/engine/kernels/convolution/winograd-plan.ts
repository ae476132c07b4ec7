// The parameters of a convolution by Winograd's transforms, and how its work is divided into blocks.
import { upTo } from './geometry.ts';

/** What a tile of 4 × 4 outputs needs: 6 × 6 products. */
export const TILE_AREA = 36;
/** Floats between two planes beyond their own, so that their distance is no power of two. */
export const GAP = 16;

/** Tiles worked on at a time. */
const TILES = 64;
/** Columns whose products are computed at a time. */
const COLUMNS = 64;
/** Weights transformed at a time where tiles are few. */
const PIECE_COLUMNS = 32;
const PIECE_CHANNELS = 128;
/** Transformed weights are kept for as many columns as fit into this many floats. */
const WEIGHTS = 8 * 2 ** 20;

/** Tiles of 4 × 4 outputs: `down` × `across` of them on each of `batch` images. */
export interface Tiles {
  readonly batch: number;
  readonly down: number;
  readonly across: number;
}

/** Strides in floats, from an image, a row, a column to the next. */
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
  /** Addresses of images with zeros around; the channels of a pixel are padded to a multiple of four. */
  readonly sources: readonly number[];
  readonly channels: number;
  readonly sourceSteps: Steps;
  readonly targets: readonly Target[];
  readonly columns: number;
  /** Weights of a tap are [channels, columns], or transposed. */
  readonly transposed: boolean;
  readonly targetSteps: Steps;
  readonly bias?: number | undefined;
}

/** Elements of a transformed tile: from the first row and column to before the end. */
export type TileElements = readonly [
  firstRow: number,
  endRow: number,
  firstColumn: number,
  endColumn: number,
];

/** All elements, those at the point ∞ apart: there, taps without a third row or column contribute nothing. */
export const PARTS: readonly TileElements[] = [
  [0, 5, 0, 5],
  [5, 6, 0, 5],
  [0, 5, 5, 6],
  [5, 6, 5, 6],
];

/** Whether taps contribute to a part of the elements. */
export const contributes = ({ rows, columns }: Taps, [firstRow, , firstColumn]: TileElements): boolean =>
  (rows[1] === 3 || firstRow < 5) && (columns[1] === 3 || firstColumn < 5);

/** From one source to before another. */
export type Run = readonly [first: number, end: number];

/** The sources that contribute to a part of the elements: in runs of neighbours, if these may be joined. */
export function runsOf(taps: readonly Taps[], part: TileElements, join: boolean): Run[] {
  const runs: Run[] = [];
  taps.forEach((each, s) => {
    if (!contributes(each, part)) return;
    const last = runs.at(-1);
    if (join && last?.[1] === s) runs[runs.length - 1] = [last[0], s + 1];
    else runs.push([s, s + 1]);
  });
  return runs;
}

/** How the work is divided into blocks. Sizes of planes are in floats. */
export function planBlocks({ tiles, sources, channels, targets, columns }: WinogradProduct) {
  const count = tiles.batch * tiles.down * tiles.across;
  const fewTiles = count <= TILES;
  const block = upTo(Math.min(count, TILES), 4);
  const paddedChannels = upTo(channels, 4);
  const allColumns = upTo(columns, 8);
  // Weights: a piece of one target's and one source's, or all of them for as many columns as are kept.
  const perColumn = sources.length * targets.length * TILE_AREA * channels;
  const mostColumns = fewTiles ? PIECE_COLUMNS : 8 * Math.max(1, Math.floor(WEIGHTS / perColumn / 8));
  const nBlock = Math.min(allColumns, mostColumns);
  const kBlock = fewTiles ? Math.min(channels, PIECE_CHANNELS) : channels * sources.length;
  // Products: of one target.
  const nHeld = Math.min(nBlock, COLUMNS);
  return {
    count,
    fewTiles,
    block,
    paddedChannels,
    allColumns,
    nBlock,
    kBlock,
    nHeld,
    inputPlane: block * paddedChannels * sources.length + GAP,
    weightPlane: kBlock * nBlock + GAP,
    productPlane: block * nHeld + GAP,
  };
}
