import { InputError } from '../errors.ts';
import { crc32 } from './crc.ts';
import { XMP_PACKET } from './provenance.ts';

/** Where the first chunk of a PNG ends: its signature has 8 bytes, IHDR 25. */
const HEADER_END = 33;

/**
 * A PNG with the XMP packet that says where it comes from, in an uncompressed iTXt chunk after its header,
 * where the XMP standard wants it (ISO 16684-1; Adobe, "XMP Specification Part 3", 2020, section 1.1.5).
 * @throws InputError if it is no PNG.
 */
export function withXmpChunk(png: Uint8Array): Uint8Array<ArrayBuffer> {
  if (png.length < HEADER_END || png[1] !== 0x50 || png[2] !== 0x4e || png[3] !== 0x47) {
    throw new InputError('XMP goes into a PNG: these bytes are none.');
  }
  const body = new TextEncoder().encode(`iTXtXML:com.adobe.xmp\0\0\0\0\0${XMP_PACKET}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(4 + body.length, crc32.of(body));
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, HEADER_END));
  result.set(chunk, HEADER_END);
  result.set(png.subarray(HEADER_END), HEADER_END + chunk.length);
  return result;
}
