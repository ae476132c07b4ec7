import { describe, expect, test } from 'vitest';
import { pixelsOf, pixelsOfOne, ProvenPixels, provenPixels } from '../../src/clips/proven-pixels.ts';
import { sealPixels } from '../../src/clips/sealed-pixels.ts';
import * as convert from '../../src/convert/index.ts';
import * as engine from '../../src/engine/index.ts';
import { InputError } from '../../src/errors.ts';
import * as evaluate from '../../src/evaluate/index.ts';
import { cropFace, cropFrame } from '../../src/extract/crop.ts';
import * as extract from '../../src/extract/index.ts';
import { identitySimilarity } from '../../src/extract/similarity.ts';
import * as root from '../../src/index.ts';
import type { Frame } from '../../src/faces/frame.ts';
import { FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import * as train from '../../src/train/index.ts';

const [WIDTH, HEIGHT, COUNT] = [4, 2, 3];
const LENGTH = 3 * WIDTH * HEIGHT;
const bytes = Uint8Array.from({ length: COUNT * LENGTH }, (_, i) => (i * 37) % 256);
const proven = provenPixels(bytes.slice(), WIDTH, HEIGHT, COUNT);

/** Runs what must throw. @returns what it throws. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** A subclass that goes on although the constructor has refused it. */
class Stubborn extends ProvenPixels {
  constructor() {
    try {
      super(Symbol('proven'), bytes, WIDTH, HEIGHT, COUNT);
    } catch {
      return Object.create(ProvenPixels.prototype) as Stubborn;
    }
  }
}

/** What is no proven picture, however like one it is: how it is made, and how it is named. */
const impostors: [string, () => unknown, string][] = [
  [
    'an object of the same shape',
    () => ({ count: COUNT, width: WIDTH, height: HEIGHT, copy: () => bytes }),
    'an object that is no proven picture ([object Object])',
  ],
  ['bytes', () => bytes, 'an object that is no proven picture ([object Uint8Array])'],
  [
    'an object of the class’s prototype',
    () => Object.create(ProvenPixels.prototype) as unknown,
    'an object that is no proven picture ([object Object])',
  ],
  [
    'an object whose prototype is a proven picture',
    () => Object.create(proven) as unknown,
    'an object that is no proven picture ([object Object])',
  ],
  [
    'a proxy of a proven picture',
    () => new Proxy(proven, {}),
    'an object that is no proven picture ([object Object])',
  ],
  [
    'a structured clone',
    () => structuredClone(proven),
    'an object that is no proven picture ([object Object])',
  ],
  [
    'a subclass that catches its refusal',
    () => new Stubborn(),
    'an object that is no proven picture ([object Object])',
  ],
  ['a function', () => () => proven, 'a function'],
  ['a text', () => 'face.png', 'a string'],
  ['null', () => null, 'null'],
  ['nothing', () => undefined, 'undefined'],
];

describe('proven pictures', () => {
  test('hold the bytes that were declared proven', () => {
    expect([proven.count, proven.width, proven.height]).toEqual([COUNT, WIDTH, HEIGHT]);
    expect(pixelsOf(proven)).toEqual(bytes);
    expect(provenPixels(bytes.subarray(0, LENGTH), WIDTH, HEIGHT).count).toBe(1);
  });

  test('show neither their bytes nor what their constructor asks for', () => {
    expect(Reflect.ownKeys(proven).sort()).toEqual(['count', 'height', 'width']);
    expect(Reflect.ownKeys(ProvenPixels.prototype).sort()).toEqual(['at', 'constructor', 'copy']);
    expect(Reflect.ownKeys(ProvenPixels).sort()).toEqual(['length', 'name', 'prototype']);
  });

  test.each([
    ['too few', COUNT * LENGTH - 1, COUNT],
    ['too many', COUNT * LENGTH + 1, COUNT],
    ['those of another count of pictures', COUNT * LENGTH, COUNT - 1],
  ])('are not made of %s bytes', (_, length, count) => {
    expect(() => provenPixels(new Uint8Array(length), WIDTH, HEIGHT, count)).toThrow(
      new RangeError(`${length} bytes of pixels: expected ${count * LENGTH}.`),
    );
  });
});

describe('a copy', () => {
  test.each([0, 1, 2])('of picture %d holds its bytes', (index) => {
    expect(proven.copy(index)).toEqual(bytes.slice(index * LENGTH, (index + 1) * LENGTH));
  });

  test('is of the first picture if none is named', () => {
    expect(proven.copy()).toEqual(proven.copy(0));
  });

  test('can be changed, and changes nothing else', () => {
    for (let index = 0; index < COUNT; index++) proven.copy(index).fill(0);
    expect(pixelsOf(proven)).toEqual(bytes);
    const copy = proven.copy(1);
    expect(copy.buffer).not.toBe(pixelsOf(proven).buffer);
    expect(copy.byteLength).toBe(copy.buffer.byteLength);
  });

  test.each([-1, COUNT, 0.5, NaN, Infinity])('of picture %d is refused', (index) => {
    expect(() => proven.copy(index)).toThrow(
      new RangeError(`There is no picture ${index}: there are ${COUNT}, numbered from 0.`),
    );
  });
});

describe('one of several', () => {
  test.each([0, 1, 2])('is picture %d, proven too', (index) => {
    const { count, width, height } = proven.at(index);
    expect({ count, width, height }).toEqual({ count: 1, width: WIDTH, height: HEIGHT });
    expect(pixelsOfOne(proven.at(index))).toEqual(bytes.slice(index * LENGTH, (index + 1) * LENGTH));
  });

  test('is asked for where all cannot be taken, and must be there', () => {
    expect(() => pixelsOfOne(proven)).toThrow('Expected one picture, and found 3.');
    expect(() => proven.at(COUNT)).toThrow(RangeError);
  });
});

describe('nobody else makes one', () => {
  test.each([Symbol('proven'), Symbol.for('proven'), Symbol.iterator])(
    'by calling the constructor with %s',
    (permit) => {
      const error = thrownBy(() => new ProvenPixels(permit, bytes, WIDTH, HEIGHT, COUNT));
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({
        message: 'Expected pictures that Janus has drawn, and found a picture made by hand.',
        advice: expect.stringContaining('film') as string,
      });
      class Sub extends ProvenPixels {}
      expect(() => new Sub(permit, bytes, WIDTH, HEIGHT, COUNT)).toThrow(InputError);
      const construct = () =>
        Reflect.construct(ProvenPixels, [permit, bytes, WIDTH, HEIGHT, COUNT], Sub) as unknown;
      expect(construct).toThrow(InputError);
    },
  );

  test.each(impostors)('%s is refused at run time, and named', (_, make, found) => {
    const error = thrownBy(() => pixelsOf(make() as ProvenPixels));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      message: `Expected pictures that Janus has drawn, and found ${found}.`,
      advice: expect.stringContaining('film') as string,
    });
  });

  test.each(impostors)('%s gives no copy of a proven picture’s bytes', (_, make) => {
    expect(() => ProvenPixels.prototype.copy.call(make())).toThrow(InputError);
  });

  test.each(impostors)('%s is neither learned from, nor cut out, nor sealed', (_, make) => {
    const impostor = make() as ProvenPixels;
    const uses = [
      () => new FaceDataset(impostor, new Uint8Array(COUNT * WIDTH * HEIGHT)),
      () => cropFrame(impostor, identitySimilarity, 2),
      () => cropFace(impostor, identitySimilarity, 2),
      () => sealPixels(impostor, new Uint8Array(32)),
    ];
    for (const use of uses) expect(use, use.toString()).toThrow(InputError);
  });

  test('with what the compiler lets pass', () => {
    // ESLint would refuse them too.
    /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment */
    const count = (pixels: ProvenPixels) => pixels.count;
    const shape = { count: 1, width: 1, height: 1, copy: () => new Uint8Array(3) };
    // @ts-expect-error: an object of the same shape is no ProvenPixels.
    expect(count(shape)).toBe(1);
    // @ts-expect-error: bytes are no ProvenPixels.
    expect(count(bytes)).toBeUndefined();
    const frame: Frame = { size: 1, pixels: new Uint8Array(3) };
    // @ts-expect-error: a frame of the renderer's, which anybody may have changed, is no ProvenPixels.
    expect(count(frame)).toBeUndefined();
    /* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */
    // @ts-expect-error: a text in place of the symbol.
    expect(() => new ProvenPixels('proven', bytes, WIDTH, HEIGHT, COUNT)).toThrow(InputError);
  });

  test('by what the package exports', () => {
    const internal = [
      ...['provenPixels', 'pixelsOf', 'openPixels', 'openFaces', 'openValidation'],
      ...['faceTensor', 'connectNetworks', 'replaceFace'],
    ];
    for (const entry of [root, engine, extract, train, convert, evaluate]) {
      expect(Object.keys(entry).filter((name) => internal.includes(name))).toEqual([]);
    }
  });
});
