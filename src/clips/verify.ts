import { InputError } from '../errors.ts';
import type { TrueFrame } from '../faces/frame.ts';
import type { Landmarks } from '../faces/landmarks.ts';
import { render, renderTruth } from '../faces/render.ts';
import type { Shot } from '../faces/shot/shot.ts';
import { frameFile, sha256Hex, shotOf, type Manifest } from './manifest.ts';
import { isObject, pixelsOf, provenPixels, unproven, type ProvenPixels } from './proven-pixels.ts';

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

let isVerified: (value: object) => boolean;

/**
 * A frame known to show nobody who exists. Its constructor draws it, so it cannot be forged. Faces are found,
 * cut out, learned from and replaced only in frames of this class.
 */
export class VerifiedFrame {
  readonly shot: Shot;
  /** Pixels a side. */
  readonly size: number;
  /** The renderer's own bytes, never a file's. */
  readonly pixels: ProvenPixels;
  #truth: TrueFrame | undefined;

  static {
    isVerified = (value) => #truth in value;
  }

  /**
   * Draws a shot.
   * @param size pixels a side.
   * @param truth whether its landmarks and mask will be needed: they cost less with the pixels than
   * afterwards.
   * @throws InputError naming what is out of range.
   */
  constructor(shot: Shot, size: number, truth = false) {
    this.shot = shot;
    this.size = size;
    this.#truth = truth ? renderTruth(shot, size) : undefined;
    this.pixels = provenPixels(this.#truth?.pixels ?? render(shot, size).pixels, size, size);
    Object.freeze(this);
  }

  /** Where the renderer has put the landmarks, in pixels. */
  get landmarks(): Landmarks {
    return this.#known.landmarks;
  }

  /** [size, size] bytes: how much of each pixel is inner face. */
  get faceMask(): Uint8Array<ArrayBuffer> {
    return this.#known.faceMask;
  }

  get #known(): TrueFrame {
    return (this.#truth ??= renderTruth(this.shot, this.size));
  }
}

/** @throws InputError if this is no frame that was proven, but an object that looks like one. */
export function expectVerified(frame: VerifiedFrame): void {
  if (!isObject(frame) || !isVerified(frame)) throw unproven('an object that is no verified frame');
}

/**
 * Proves pixels synthetic: renders frame `index` of the manifest again and compares exactly. The frame
 * returned holds the bytes just rendered, never those of `pixels`. Costs one rendering and one SHA-256.
 * @param pixels RGB, 8 bits a channel, row by row from the top.
 * @param truth whether the frame's landmarks and mask will be needed.
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
  const drawn = pixelsOf(frame.pixels);
  if (pixels.length !== drawn.length) {
    throw new RefusedFrameError(
      index,
      `it has ${pixels.length} bytes, not the ${drawn.length} of ${size} × ${size} RGB pixels`,
    );
  }
  const difference = compare(drawn, pixels, size);
  if (difference) throw new RefusedFrameError(index, describe(difference), difference);
  expectDigest(drawn, manifest, index);
  return frame;
}

/**
 * Draws frame `index` of a manifest, and makes sure that it is the one that was filmed.
 * @param truth whether the frame's landmarks and mask will be needed.
 * @throws RefusedFrameError if its pixels are not those whose SHA-256 the manifest has.
 */
export function drawFrame(manifest: Manifest, index: number, truth = false): VerifiedFrame {
  const frame = new VerifiedFrame(shotOf(manifest, index), manifest.size, truth);
  expectDigest(pixelsOf(frame.pixels), manifest, index);
  return frame;
}

function expectDigest(pixels: Uint8Array, { frames }: Manifest, index: number): void {
  if (sha256Hex(pixels) === frames[index].sha256) return;
  throw new RefusedFrameError(index, 'the SHA-256 that clip.json gives for it is not that of its pixels');
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
