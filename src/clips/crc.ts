/**
 * A cyclic redundancy check of 32 bits, reflected, with all bits inverted before and after: CRC-32 and
 * CRC-32C are of this kind.
 */
class Crc {
  readonly #table: Uint32Array;

  /** @param polynomial with its bits reversed: 0xedb88320 of CRC-32, 0x82f63b78 of CRC-32C. */
  constructor(polynomial: number) {
    this.#table = Uint32Array.from({ length: 256 }, (_, byte) => {
      let crc = byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
      return crc;
    });
  }

  /** 0 to 2³² − 1. */
  of(data: Uint8Array): number {
    let crc = 0xffffffff;
    for (const byte of data) crc = this.#table[(crc ^ byte) & 255] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  }
}

/** ISO 3309's CRC-32, as PNG and zip use it. */
export const crc32 = new Crc(0xedb88320);

/** RFC 3720's CRC-32C (Castagnoli), as TFRecord uses it. */
export const crc32c = new Crc(0x82f63b78);
