import { open, type FileHandle } from 'node:fs/promises';

/**
 * TensorBoard's log of figures over steps: records of TensorFlow's TFRecord format, each an Event message of its protocol
 * buffers (tensorflow/core/util/event.proto), of which figures need three fields.
 */
export class EventFile {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens a new log. @param path whose name must hold «tfevents» for TensorBoard to find it. */
  static async create(path: string): Promise<EventFile> {
    const log = new EventFile(await open(path, 'a'));
    await log.#append(concat(double(1, Date.now() / 1000), text(3, 'brain.Event:2')));
    return log;
  }

  /** Logs figures of a step by their names. @param time when, in milliseconds since 1970. */
  async write(step: number, figures: Readonly<Record<string, number>>, time = Date.now()): Promise<void> {
    const values = Object.entries(figures).map(([name, value]) =>
      bytes(1, concat(text(1, name), single(2, value))),
    );
    await this.#append(concat(double(1, time / 1000), whole(2, step), bytes(5, concat(...values))));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #append(event: Uint8Array): Promise<void> {
    const length = Buffer.alloc(8);
    length.writeUInt32LE(event.length);
    await this.#file.appendFile(concat(length, checksum(length), event, checksum(event)));
  }
}

const concat = (...networks: readonly Uint8Array[]): Buffer => Buffer.concat(networks);

/** A number below 2⁵³ in groups of seven bits, the last one first. */
function varint(value: number): Buffer {
  const groups: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) groups.push((value % 128) | 128);
  return Buffer.from([...groups, value]);
}

// Fields of a message: their number and how they are encoded, then the value.
const whole = (field: number, value: number) => concat(varint(8 * field), varint(value));
const bytes = (field: number, value: Uint8Array) =>
  concat(varint(8 * field + 2), varint(value.length), value);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
function double(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(value);
  return concat(varint(8 * field + 1), buffer);
}
function single(field: number, value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatLE(value);
  return concat(varint(8 * field + 5), buffer);
}

/** CRC-32C (Castagnoli, RFC 3720), which Node's zlib does not have. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  return crc;
});

/** TFRecord's masked CRC-32C. */
function checksum(data: Uint8Array): Buffer {
  const crc = crc32c(data);
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return buffer;
}
