import { pixelsOfOne, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { withXmpChunk } from '../../clips/png-xmp.ts';
import { InputError } from '../../errors.ts';
import { loadSharp } from './sharp.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** The chunks that decoding a picture needs. All others are dropped before they reach the decoder. */
const NEEDED = new Set(['IHDR', 'IDAT', 'IEND']);

/** The most pixels of a picture: sharp takes no more. */
export const MAX_PICTURE_PIXELS = 0x3fff ** 2;

/**
 * The most bytes that Janus's own PNG of so many pixels can take: uncompressed, a filter byte a row, and some
 * to spare.
 */
export const mostPngBytes = (width: number, height: number): number =>
  (width * 3 + 1) * height * 1.01 + 65_536;

/**
 * RGB pixels as a PNG that says, in XMP, where it comes from.
 * @param pixels 8 bits a channel, row by row from the top: width × height × 3 bytes.
 */
export async function encodePng(
  pixels: Uint8Array,
  width: number,
  height: number,
): Promise<Buffer<ArrayBuffer>> {
  const sharp = await loadSharp();
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    // Adaptive filters make noisy faces a quarter smaller and no slower.
    .png({ compressionLevel: 6, adaptiveFiltering: true })
    .toBuffer();
  // sharp would compress the packet, which the XMP standard forbids in PNG and other readers pass over.
  return Buffer.from(withXmpChunk(png).buffer);
}

/** One proven picture as such a PNG. @throws InputError if it is not proven, or several. */
export const encodePicture = (picture: ProvenPixels): Promise<Buffer<ArrayBuffer>> =>
  encodePng(pixelsOfOne(picture), picture.width, picture.height);

/**
 * The pixels of a PNG as Janus writes them: 8-bit RGB, neither interlaced nor transparent, of the expected
 * size. The header is checked before any pixel is decoded.
 * @param size pixels a side expected.
 * @returns size × size × 3 bytes.
 * @throws InputError whose message follows the name of the file: "it is cut short".
 */
export async function decodePng(file: Buffer, size: number): Promise<Buffer<ArrayBuffer>> {
  const picture = neededChunks(file);
  const header = picture.subarray(SIGNATURE.length + 8);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width !== size || height !== size) {
    throw new InputError(`it is ${width} × ${height} pixels, not ${size} × ${size}`);
  }
  const [depth, colour, , , interlaced] = header.subarray(8, 13);
  if (depth !== 8 || colour !== 2) {
    throw new InputError(
      `it is ${depth}-bit ${COLOURS[colour] ?? 'unknown'}, not 8-bit RGB without transparency`,
    );
  }
  if (interlaced !== 0) throw new InputError('it is interlaced, which Janus never writes');
  const sharp = await loadSharp();
  try {
    const { data, info } = await sharp(picture, { failOn: 'warning', limitInputPixels: size * size })
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new InputError(`it has ${info.channels} channels, not 3`);
    return data;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('its pixels are damaged or cut short', '', { cause: error });
  }
}

const COLOURS: Readonly<Partial<Record<number, string>>> = {
  0: 'grey',
  2: 'RGB',
  3: 'palette',
  4: 'grey with transparency',
  6: 'RGB with transparency',
};

/** A PNG with only the chunks that its pixels need: without profiles, gammas, texts, animations. */
function neededChunks(file: Buffer): Buffer<ArrayBuffer> {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new InputError('it is not a PNG image');
  const kept: Uint8Array[] = [SIGNATURE];
  let at = SIGNATURE.length;
  for (let type = ''; type !== 'IEND';) {
    const end = at + 8 <= file.length ? at + 12 + file.readUInt32BE(at) : Infinity;
    if (end > file.length) throw new InputError('it is cut short');
    type = file.toString('latin1', at + 4, at + 8);
    if (at === SIGNATURE.length && (type !== 'IHDR' || end - at !== 25)) {
      throw new InputError('it does not begin as a PNG image does');
    }
    if (NEEDED.has(type)) kept.push(file.subarray(at, end));
    at = end;
  }
  if (at !== file.length) throw new InputError('something follows the end of its picture');
  return Buffer.concat(kept);
}
