import { InputError } from '../errors.ts';

/** Only this module knows it, so nothing else can call the constructor. */
const PERMIT = Symbol('proven');

let bytesIn: (pixels: ProvenPixels) => Uint8Array;
let isProven: (value: object) => boolean;

/**
 * RGB pictures that show nobody who exists: Janus drew them, or computed them from what it drew. Everything
 * that learns from pictures or changes them takes only this type. The compiler refuses any other object, and
 * so does {@link pixelsOf} in a program that no compiler has checked. The bytes are private: what was proven
 * cannot be changed afterwards, nor be said to have another size.
 */
export class ProvenPixels {
  /** How many pictures. */
  readonly count: number;
  /** Pixels of each picture, across and down. */
  readonly width: number;
  readonly height: number;
  readonly #bytes: Uint8Array;

  static {
    bytesIn = (pixels) => pixels.#bytes;
    isProven = (value) => #bytes in value;
  }

  /** @throws InputError unless Janus itself calls it. */
  constructor(permit: symbol, bytes: Uint8Array, width: number, height: number, count: number) {
    if (permit !== PERMIT) throw unproven('a picture made by hand');
    this.#bytes = bytes;
    this.width = width;
    this.height = height;
    this.count = count;
    Object.freeze(this);
  }

  /**
   * One of the pictures, to save or to encode. The bytes are not copied.
   * @param index 0 to count − 1.
   * @throws RangeError if there is no such picture; InputError if this was made by hand.
   */
  at(index: number): ProvenPixels {
    return provenPixels(bytesAt(this, index), this.width, this.height);
  }

  /**
   * A copy of one picture's bytes, to show or to measure.
   * @param index 0 to count − 1.
   * @returns [height, width, 3] bytes, row by row from the top.
   * @throws as {@link at}.
   */
  copy(index = 0): Uint8Array<ArrayBuffer> {
    return new Uint8Array(bytesAt(this, index));
  }
}

function bytesAt(pixels: ProvenPixels, index: number): Uint8Array {
  const bytes = pixelsOf(pixels);
  const { count, width, height } = pixels;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`There is no picture ${index}: there are ${count}, numbered from 0.`);
  }
  const length = 3 * width * height;
  return bytes.subarray(index * length, (index + 1) * length);
}

/**
 * Declares bytes proven: those that the renderer has just drawn, or that were computed from proven ones. For
 * Janus's own modules; the package does not export it.
 * @param bytes [count, height, width, 3]; it is kept, not copied.
 * @throws RangeError if there are not as many bytes.
 */
export function provenPixels(bytes: Uint8Array, width: number, height: number, count = 1): ProvenPixels {
  const expected = 3 * width * height * count;
  if (bytes.length !== expected)
    throw new RangeError(`${bytes.length} bytes of pixels: expected ${expected}.`);
  return new ProvenPixels(PERMIT, bytes, width, height, count);
}

/**
 * The bytes of proven pictures, not a copy: to be read only. For Janus's own modules; the package does not
 * export it.
 * @returns [count, height, width, 3]
 * @throws InputError if the pictures are not proven.
 */
export function pixelsOf(pixels: ProvenPixels): Uint8Array {
  if (!isObject(pixels) || !isProven(pixels)) throw unproven(describe(pixels));
  return bytesIn(pixels);
}

/**
 * The bytes of one proven picture, as {@link pixelsOf} gives them.
 * @throws InputError if there are several, or they are not proven.
 */
export function pixelsOfOne(picture: ProvenPixels): Uint8Array {
  const bytes = pixelsOf(picture);
  if (picture.count === 1) return bytes;
  throw new InputError(
    `Expected one picture, and found ${picture.count}.`,
    'Take one of them: at(0) is the first.',
  );
}

/**
 * The error for pictures that Janus has not drawn.
 * @param found what was given instead of a proven picture.
 */
export const unproven = (found: string): InputError =>
  new InputError(
    `Expected pictures that Janus has drawn, and found ${found}.`,
    'Janus works on people who do not exist, and takes only frames it drew itself: film somebody (film), then extract.',
  );

/** Whether a value, which no compiler has checked, can be asked for its private marks. */
export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function describe(value: unknown): string {
  if (isObject(value))
    return `an object that is no proven picture (${Object.prototype.toString.call(value)})`;
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}
