import { XMP_PACKET } from '../../clips/provenance.ts';

const TRAILER = 0x3b;

/**
 * A GIF with the XMP packet, which sharp does not write into one. It is an application extension that ends in
 * the bytes 1, 255, 254 … 0, 0: a reader that takes the packet for blocks of data is led by them to the end
 * (Adobe, "XMP Specification Part 3: Storage in Files", 2020, section 1.1.2).
 * @throws RangeError if it is no whole GIF.
 */
export function withXmp(gif: Buffer): Buffer {
  if (!gif.toString('latin1', 0, 6).startsWith('GIF89') || gif.at(-1) !== TRAILER) {
    throw new RangeError('XMP goes into a whole GIF of 1989 only.');
  }
  const ladder = Uint8Array.from({ length: 258 }, (_, i) => (i === 0 ? 1 : Math.max(0, 256 - i)));
  const extension = [
    Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1'),
    Buffer.from(XMP_PACKET, 'utf8'),
    ladder,
  ];
  return Buffer.concat([gif.subarray(0, -1), ...extension, gif.subarray(-1)]);
}
