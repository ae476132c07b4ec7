import { InputError } from '../errors.ts';
import type { TrueFrame } from '../faces/frame.ts';
import { render, renderTruth } from '../faces/render.ts';
import type { Shot } from '../faces/shot.ts';
import { frameFile, sha256Hex, shotOf, type Manifest } from './manifest.ts';

/** How a frame's pixels differ from what its manifest describes. */
export interface Difference {
  /** The largest difference of any channel of any pixel, 1 to 255. */
  readonly largest: number;
  /** How many pixels differ, and of how many. */
  readonly pixels: number;
  readonly of: number;
  /** Where the largest difference is (the first such place): pixels from the left and from the top. */
  readonly x: number;
  readonly y: number;
  readonly channel: 'red' | 'green' | 'blue';
}

/** A frame that is not exactly what its manifest describes, and so may show someone who exists. */
export class RefusedFrameError extends InputError {
  override name = 'RefusedFrameError';
  /** Which frame of the clip, counted from 0. */
  readonly frame: number;
  /** How its pixels differ; undefined if there were no pixels to compare. */
  readonly difference: Difference | undefined;

  /** @param reason what is wrong, in words that follow the name of the frame's file. */
  constructor(frame: number, reason: string, difference?: Difference) {
    super(
      `Frame ${frame} (${frameFile(frame)}) is refused: ${reason}.`,
      'Janus takes only frames it drew itself, unchanged. Put the original back, or film the clip again.',
    );
    this.frame = frame;
    this.difference = difference;
  }
}

/**
 * A frame known to show nobody who exists: to make one is to draw it, so there is nothing to forge. All that learns from
 * pictures or changes them takes frames of this class alone.
 */
export class VerifiedFrame {
  // A private field makes the type nominal: no object of the same shape passes for one.
  readonly #shot: Shot;
  /** Pixels a side. */
  readonly size: number;
  /** RGB, 8 bits a channel, row by row from the top: the renderer's own bytes, never a file's. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  #truth: TrueFrame | undefined;

  /**
   * Draws a shot.
   * @param size pixels a side.
   * @param truth whether its {@link truth} will be wanted: it is cheaper to have with the pixels than afterwards.
   * @throws InputError naming what is out of range.
   */
  constructor(shot: Shot, size: number, truth = false) {
    this.#shot = shot;
    this.size = size;
    this.#truth = truth ? renderTruth(shot, size) : undefined;
    this.pixels = this.#truth?.pixels ?? render(shot, size).pixels;
  }

  /** What the frame shows. */
  get shot(): Shot {
    return this.#shot;
  }

  /** Its masks and landmarks, which only its maker can know. */
  get truth(): TrueFrame {
    return (this.#truth ??= renderTruth(this.#shot, this.size));
  }
}

/**
 * Proves pixels synthetic: renders frame `index` of the manifest again and compares exactly. The frame returned holds the
 * bytes just rendered, so that nothing of `pixels` goes any further even then. Costs one rendering and one SHA-256.
 * @param pixels RGB, 8 bits a channel, row by row from the top.
 * @param truth whether the frame's truth will be wanted.
 * @throws RefusedFrameError naming the frame, the largest difference and what to do.
 */
export function verifyFrame(
  manifest: Manifest,
  index: number,
  pixels: Uint8Array,
  truth = false,
): VerifiedFrame {
  const { size } = manifest;
  const frame = new VerifiedFrame(shotOf(manifest, index), size, truth);
  if (pixels.length !== frame.pixels.length) {
    throw new RefusedFrameError(
      index,
      `it has ${pixels.length} bytes, not the ${frame.pixels.length} of ${size} × ${size} RGB pixels`,
    );
  }
  const difference = compare(frame.pixels, pixels, size);
  if (difference) throw new RefusedFrameError(index, describe(difference), difference);
  if (sha256Hex(frame.pixels) !== manifest.frames[index].sha256) {
    throw new RefusedFrameError(index, 'the SHA-256 that clip.json gives for it is not that of its pixels');
  }
  return frame;
}

function compare(expected: Uint8Array, found: Uint8Array, size: number): Difference | undefined {
  let largest = 0;
  let at = 0;
  let pixels = 0;
  let last = -1;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(expected[i] - found[i]);
    if (difference === 0) continue;
    const pixel = Math.floor(i / 3);
    if (pixel !== last) pixels++;
    last = pixel;
    if (difference > largest) {
      largest = difference;
      at = i;
    }
  }
  if (largest === 0) return undefined;
  const pixel = Math.floor(at / 3);
  return {
    largest,
    pixels,
    of: size * size,
    x: pixel % size,
    y: Math.floor(pixel / size),
    channel: (['red', 'green', 'blue'] as const)[at % 3],
  };
}

const describe = ({ largest, pixels, of, x, y, channel }: Difference) =>
  `${pixels} of its ${of} pixels ${pixels === 1 ? 'is' : 'are'} not as clip.json describes; the largest difference is ${largest} of 255, in ${channel} at x ${x}, y ${y}`;
