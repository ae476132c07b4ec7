import { setImmediate } from 'node:timers/promises';
import { render } from '../../faces/render.ts';
import type { Shot } from '../../faces/shot/shot.ts';
import { InputError } from '../../errors.ts';
import { writeFileAtomic } from '../disk/atomic.ts';
import { encodePng, MAX_PICTURE_PIXELS } from './png.ts';

export interface SheetLayout {
  /** Pictures in a row. */
  readonly columns: number;
  /** Pixels a side of each picture. */
  readonly size: number;
  /** Pixels between them and round them; 4 if left out. */
  readonly gap?: number;
}

const PAPER = 24;

/** Many square pictures on one dark sheet, row by row. */
export class ContactSheet {
  readonly width: number;
  readonly height: number;
  /** RGB, 8 bits a channel, row by row from the top. */
  readonly pixels: Uint8Array;
  readonly #layout: Required<SheetLayout>;

  /**
   * @param count how many pictures there is room for.
   * @throws InputError if the sheet would have more pixels than a picture can have.
   */
  constructor(count: number, { columns, size, gap = 4 }: SheetLayout) {
    this.#layout = { columns: Math.min(columns, count), size, gap };
    this.width = gap + this.#layout.columns * (size + gap);
    const rows = Math.ceil(count / this.#layout.columns);
    this.height = gap + rows * (size + gap);
    if (this.width * this.height > MAX_PICTURE_PIXELS) {
      const largest = Math.floor(Math.sqrt(MAX_PICTURE_PIXELS / (rows * this.#layout.columns))) - 2 * gap;
      throw new InputError(
        `A sheet of ${count} pictures of ${size} × ${size} pixels is too large: it would have ${this.width} × ${this.height}.`,
        `Show fewer people, or make each smaller, up to --size ${largest}.`,
      );
    }
    this.pixels = new Uint8Array(this.width * this.height * 3).fill(PAPER);
  }

  /** Puts a picture in its place. @param pixels RGB: size × size × 3 bytes. */
  set(index: number, pixels: Uint8Array): void {
    const { columns, size, gap } = this.#layout;
    const left = gap + (index % columns) * (size + gap);
    const top = gap + Math.floor(index / columns) * (size + gap);
    for (let y = 0; y < size; y++) {
      this.pixels.set(pixels.subarray(y * size * 3, (y + 1) * size * 3), ((top + y) * this.width + left) * 3);
    }
  }
}

/**
 * Draws shots onto a contact sheet and writes it as a PNG.
 * @throws InputError naming what is out of range in a shot, that they are too many, or that the file cannot
 * be written; the signal's reason when aborted.
 */
export async function writeContactSheet(
  path: string,
  shots: readonly Shot[],
  layout: SheetLayout,
  signal?: AbortSignal,
): Promise<void> {
  const sheet = new ContactSheet(shots.length, layout);
  for (const [index, shot] of shots.entries()) {
    sheet.set(index, render(shot, layout.size).pixels);
    // Yields to the event loop, so that a request to stop arrives.
    await setImmediate();
    signal?.throwIfAborted();
  }
  await writeFileAtomic(path, await encodePng(sheet.pixels, sheet.width, sheet.height));
}
