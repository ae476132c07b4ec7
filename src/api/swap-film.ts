import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { InputError } from '../errors.ts';
import type { FrameVersions } from '../pipeline/swap.ts';

/** The frames of a swapped clip: [frames, size, size, 3] each. */
export interface SwapFilm {
  /** As they were filmed. */
  readonly filmed: ProvenPixels;
  /** With the swapped face in them. */
  readonly swapped: ProvenPixels;
  /** Their answer keys: what they should show. */
  readonly answerKeys: ProvenPixels;
}

const films = ['filmed', 'swapped', 'answerKeys'] as const;

/** Gathers the frames of a swapped clip. */
export class SwapFilmRecorder {
  readonly #count: number;
  readonly #size: number;
  readonly #bytes: Readonly<Record<keyof SwapFilm, Uint8Array>>;

  /** @param size pixels a side of a frame. */
  constructor(count: number, size: number) {
    this.#count = count;
    this.#size = size;
    const room = () => new Uint8Array(3 * count * size * size);
    this.#bytes = { filmed: room(), swapped: room(), answerKeys: room() };
  }

  /** Takes a frame: see `swapClip`. */
  readonly add = (index: number, { original, converted, key }: FrameVersions): void => {
    const frames = { filmed: original, swapped: converted[0], answerKeys: key.pixels };
    for (const film of films) {
      this.#bytes[film].set(pixelsOf(frames[film]), 3 * index * this.#size * this.#size);
    }
  };

  /** The films, once all frames are there. */
  film(): SwapFilm {
    const proven = (film: keyof SwapFilm) =>
      provenPixels(this.#bytes[film], this.#size, this.#size, this.#count);
    return { filmed: proven('filmed'), swapped: proven('swapped'), answerKeys: proven('answerKeys') };
  }
}

/** As many frames as a screen shows beside each other. */
const MAX_COLUMNS = 100;

/**
 * A few frames of a swap as one picture: a row of frames as they were filmed, one with the swapped face, one
 * of the answer key.
 * @param columns how many frames, evenly apart: a whole number from 1 to {@link MAX_COLUMNS}.
 * @returns one picture, `columns` frames wide and three high.
 * @throws InputError if the columns are not so many, or a film is not proven.
 */
export function contactSheet({ filmed, swapped, answerKeys }: SwapFilm, columns = 6): ProvenPixels {
  if (!Number.isInteger(columns) || columns < 1 || columns > MAX_COLUMNS) {
    throw new InputError(
      `A contact sheet of ${columns} columns: expected a whole number from 1 to ${MAX_COLUMNS}.`,
    );
  }
  const side = filmed.width;
  const width = columns * side;
  const sheet = new Uint8Array(3 * width * 3 * side);
  for (const [row, film] of [filmed, swapped, answerKeys].entries()) {
    const pixels = pixelsOf(film);
    for (let column = 0; column < columns; column++) {
      const frame = Math.floor(((column + 0.5) * film.count) / columns);
      for (let y = 0; y < side; y++) {
        const from = 3 * (frame * side + y) * side;
        const line = pixels.subarray(from, from + 3 * side);
        sheet.set(line, 3 * ((row * side + y) * width + column * side));
      }
    }
  }
  return provenPixels(sheet, width, 3 * side);
}
