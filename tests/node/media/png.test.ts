import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { InputError, render, sampleShot } from '../../../src/index.ts';
import { decodePng, encodePng, mostPngBytes } from '../../../src/node/media/png.ts';

const SIZE = 40;
const { pixels } = render(sampleShot(3), SIZE);
const png = await encodePng(pixels, SIZE, SIZE);
const raw = { width: SIZE, height: SIZE, channels: 3 } as const;

async function refusal(file: Buffer): Promise<string> {
  try {
    await decodePng(file, SIZE);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('accepted');
}

test('pixels come back as they went', async () => {
  expect(new Uint8Array(await decodePng(png, SIZE))).toEqual(pixels);
  expect(png.length).toBeLessThan(mostPngBytes(SIZE, SIZE));
});

test('the picture says in XMP that it is algorithmic media', async () => {
  const { xmp } = await sharp(png).metadata();
  expect(xmp?.toString()).toContain(
    '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia<',
  );
});

describe('is refused', () => {
  test.each<[string, () => Promise<Buffer>, RegExp]>([
    ['a JPEG', () => sharp(pixels, { raw }).jpeg().toBuffer(), /not a PNG/],
    ['nothing', () => Promise.resolve(Buffer.alloc(0)), /not a PNG/],
    ['text', () => Promise.resolve(Buffer.from('<svg/>')), /not a PNG/],
    [
      'transparency',
      () => sharp(pixels, { raw }).ensureAlpha(0.5).png().toBuffer(),
      /8-bit RGB with transparency/,
    ],
    ['grey', () => sharp(pixels, { raw }).toColourspace('b-w').png().toBuffer(), /8-bit grey/],
    ['a palette', () => sharp(pixels, { raw }).png({ palette: true }).toBuffer(), /palette/],
    ['16 bits', () => sharp(pixels, { raw }).toColourspace('rgb16').png().toBuffer(), /16-bit RGB/],
    ['interlacing', () => sharp(pixels, { raw }).png({ progressive: true }).toBuffer(), /interlaced/],
    [
      'another size',
      () => sharp(pixels, { raw }).resize(41, 40).png().toBuffer(),
      /41 × 40 pixels, not 40 × 40/,
    ],
    [
      'something after its end',
      () => Promise.resolve(Buffer.concat([png, Buffer.from('more')])),
      /follows the end/,
    ],
  ])('%s', async (_, make, message) => {
    expect(await refusal(await make())).toMatch(message);
  });

  test('a header that claims to be huge, before a pixel is decoded', async () => {
    const huge = Buffer.from(png);
    huge.writeUInt32BE(0x7fffffff, 16);
    huge.writeUInt32BE(0x7fffffff, 20);
    expect(await refusal(huge)).toMatch(/2147483647 × 2147483647 pixels/);
  });

  test('a file cut short anywhere', async () => {
    for (let length = 0; length < png.length; length += 37) {
      expect(await refusal(png.subarray(0, length))).toMatch(/cut short|not a PNG|damaged/);
    }
  });
});

test('profiles and gammas of other software change nothing', async () => {
  const profiled = await sharp(pixels, { raw }).withIccProfile('p3').png().toBuffer();
  const stored = await sharp(pixels, { raw }).toColourspace('srgb').png().toBuffer();
  expect(new Uint8Array(await decodePng(stored, SIZE))).toEqual(pixels);
  // Converted to another profile the stored levels differ: they are compared as stored, never converted back.
  expect(new Uint8Array(await decodePng(profiled, SIZE))).not.toEqual(pixels);
});

test('damage anywhere gives one error or the same pixels, never others', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(png.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const damaged = Buffer.from(png);
      damaged[at] ^= flip;
      try {
        expect(new Uint8Array(await decodePng(damaged, SIZE))).toEqual(pixels);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
