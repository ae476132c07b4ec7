import { describe, expect, test } from 'vitest';
import { pixelsOf, provenPixels } from '../../src/clips/proven-pixels.ts';
import { replaceFace } from '../../src/convert/convert-frame.ts';
import { blendMethods, colourMethods } from '../../src/convert/names.ts';
import { pasteCrops } from '../../src/convert/paste-crops.ts';
import { InputError } from '../../src/errors.ts';
import { identitySimilarity } from '../../src/extract/similarity.ts';
import { noise } from './noise.ts';
import { frame, own, plain } from './predicted-face.ts';

const SIDE = 16;
const COUNT = 3;
const AREA = SIDE * SIDE;
const bytes = (seed: number, length: number) => Uint8Array.from(noise(seed, length));
const pictures = (seed: number) => provenPixels(bytes(seed, 3 * AREA * COUNT), SIDE, SIDE, COUNT);
const crops = pictures(1);
const faces = pictures(2);
const masks = bytes(3, AREA * COUNT);

test('each face is mixed into its own crop by its own mask', () => {
  const pasted = pasteCrops(crops, faces, masks, plain);
  expect([pasted.count, pasted.width, pasted.height]).toEqual([COUNT, SIDE, SIDE]);
  const [under, over] = [pixelsOf(crops), pixelsOf(faces)];
  pixelsOf(pasted).forEach((value, i) => {
    const part = masks[Math.floor(i / 3)] / 255;
    expect(Math.abs(value - ((1 - part) * under[i] + part * over[i]))).toBeLessThanOrEqual(0.501);
  });
});

test.each(colourMethods.flatMap((colour) => blendMethods.map((blend) => [colour, blend] as const)))(
  'colours by %s, blended by %s, it is what a frame of that size becomes',
  (colour, blend) => {
    const options = { ...plain, colour, blend, sharpen: 0.4, erode: 0.03, feather: 0.05 };
    const pasted = pasteCrops(crops, faces, masks, options);
    for (let index = 0; index < COUNT; index++) {
      const filmed = {
        pixels: crops.at(index),
        size: SIDE,
        faceMask: masks.subarray(index * AREA, (index + 1) * AREA),
      };
      const face = {
        faces,
        index,
        toCrop: identitySimilarity,
        landmarks: frame.landmarks,
        learnedMask: new Uint8Array(AREA),
      };
      expect(pasted.copy(index)).toEqual(replaceFace(filmed, face, options).copy());
    }
    expect(pixelsOf(pasted)).not.toEqual(pixelsOf(crops));
  },
);

test('under an empty mask, crops stay as they were', () => {
  const pasted = pasteCrops(crops, faces, new Uint8Array(AREA * COUNT), { ...plain, colour: 'mean' });
  expect(pixelsOf(pasted)).toEqual(pixelsOf(crops));
});

describe('refused are', () => {
  test('other numbers and sizes of faces and masks', () => {
    const one = faces.at(0);
    expect(() => pasteCrops(crops, one, masks, plain)).toThrow(
      new RangeError('1 faces of 16 pixels a side, for 3 crops of 16 pixels a side.'),
    );
    expect(() => pasteCrops(crops.at(0), own.faces, masks.subarray(AREA), plain)).toThrow(RangeError);
    expect(() => pasteCrops(crops, faces, masks.subarray(1), plain)).toThrow(
      new RangeError('The batch of masks holds 767 numbers, not 768.'),
    );
    const tall = provenPixels(new Uint8Array(3 * SIDE * 2 * SIDE), SIDE, 2 * SIDE);
    expect(() => pasteCrops(tall, tall, new Uint8Array(2 * AREA), plain)).toThrow(RangeError);
  });

  test('crops and faces that are not proven', () => {
    const forged = structuredClone(faces);
    expect(() => pasteCrops(crops, forged, masks, plain)).toThrow(InputError);
    expect(() => pasteCrops(forged, faces, masks, plain)).toThrow(InputError);
  });
});
