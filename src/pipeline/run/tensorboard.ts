import { crc32c } from '../../clips/crc.ts';

/**
 * TensorBoard's log of scalars over steps: records of TensorFlow's TFRecord format, each an Event message of
 * its protocol buffers (tensorflow/core/util/event.proto), of which scalars need three fields.
 */

/** The record that a log begins with. @param time milliseconds since 1970. */
export const logHeader = (time: number): Uint8Array =>
  record(concat(double(1, time / 1000), text(3, 'brain.Event:2')));

/** The record of one step's scalars, by their names. @param time milliseconds since 1970. */
export function logScalars(
  step: number,
  scalars: Readonly<Record<string, number>>,
  time: number,
): Uint8Array {
  const values = Object.entries(scalars).map(([name, value]) =>
    bytes(1, concat(text(1, name), single(2, value))),
  );
  return record(concat(double(1, time / 1000), whole(2, step), bytes(5, concat(...values))));
}

/** A record of a log. */
export interface LogRecord {
  readonly step: number;
  /** Of its scalars; none in the record that a log begins with. */
  readonly names: readonly string[];
  /** Where it begins and ends in the log, in bytes. */
  readonly start: number;
  readonly end: number;
}

/** The records of a log that this module wrote. One that was cut off is left out. */
export function logRecords(log: Uint8Array): LogRecord[] {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  const found: LogRecord[] = [];
  for (let start = 0; start + 16 <= log.length;) {
    const length = view.getUint32(start, true);
    const end = start + 16 + length;
    if (end > log.length) break;
    found.push({ ...contentOf(log.subarray(start + 12, start + 12 + length)), start, end });
    start = end;
  }
  return found;
}

/**
 * The step and the names of an event's scalars: its fields are those of {@link logScalars}, in that order.
 */
function contentOf(event: Uint8Array): Pick<LogRecord, 'step' | 'names'> {
  let at = 9; // after the time
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; at < event.length; factor *= 128) {
      const group = event[at++];
      value += (group & 127) * factor;
      if (group < 128) break;
    }
    return value;
  };
  if (event[at++] !== 8 * 2) return { step: 0, names: [] };
  const step = readVarint();
  const names: string[] = [];
  at++;
  readVarint(); // how long all values are
  while (at < event.length) {
    at++;
    readVarint(); // how long the value is
    at++;
    const length = readVarint();
    names.push(new TextDecoder().decode(event.subarray(at, at + length)));
    at += length + 5; // the name, then the number: its field and four bytes
  }
  return { step, names };
}

/** A record: its length and its content, each with a checksum. */
function record(event: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, event.length, true);
  return concat(length, checksum(length), event, checksum(event));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A number below 2⁵³ in groups of seven bits, the last one first. */
function varint(value: number): Uint8Array {
  const groups: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) groups.push((value % 128) | 128);
  return Uint8Array.from([...groups, value]);
}

// Fields of a message: their number and how they are encoded, then the value.
const whole = (field: number, value: number) => concat(varint(8 * field), varint(value));
const bytes = (field: number, value: Uint8Array) =>
  concat(varint(8 * field + 2), varint(value.length), value);
const text = (field: number, value: string) => bytes(field, new TextEncoder().encode(value));
function double(field: number, value: number): Uint8Array {
  const buffer = new Uint8Array(8);
  new DataView(buffer.buffer).setFloat64(0, value, true);
  return concat(varint(8 * field + 1), buffer);
}
function single(field: number, value: number): Uint8Array {
  const buffer = new Uint8Array(4);
  new DataView(buffer.buffer).setFloat32(0, value, true);
  return concat(varint(8 * field + 5), buffer);
}

/** TFRecord's masked CRC-32C. */
function checksum(data: Uint8Array): Uint8Array {
  const crc = crc32c.of(data);
  const masked = new Uint8Array(4);
  new DataView(masked.buffer).setUint32(0, (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0, true);
  return masked;
}
