import { expect, test } from 'vitest';
import { crc32c } from '../../../src/clips/crc.ts';
import { logHeader, logScalars, logRecords } from '../../../src/pipeline/run/tensorboard.ts';

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const uint32 = (bytes: Uint8Array, at: number) =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

// Check values of RFC 3720, appendix B.4, and the usual one of catalogues of CRCs.
test('the checksum is CRC-32C', () => {
  expect(crc32c.of(ascii('123456789'))).toBe(0xe3069283);
  expect(crc32c.of(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c.of(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c.of(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

test('a log is what TensorFlow writes for the same events', () => {
  const header = logHeader(1_500_000_000_000);
  const length = uint32(header, 0);
  expect(header).toHaveLength(16 + length);
  expect(header.subarray(12 + 9, 12 + length)).toEqual(ascii('\x1a\x0dbrain.Event:2'));
  const record = logScalars(300, { 'loss/a': 0.5 }, 1_500_000_000_000);
  // Event { wall_time: 1.5e9, step: 300, summary { value { tag: "loss/a", simple_value: 0.5 } } } by protoc's
  // rules.
  const event = '09' + '000000c00b5ad641' + '10ac02' + '2a0f' + '0a0d' + '0a066c6f73732f61' + '150000003f';
  expect(uint32(record, 0)).toBe(event.length / 2);
  expect(hex(record.subarray(4, 8)), 'the upper half of the length').toBe('00000000');
  expect(hex(record.subarray(12, -4))).toBe(event);
  const masked = (crc: number) => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  for (const each of [header, record]) {
    expect(uint32(each, 8)).toBe(masked(crc32c.of(each.subarray(0, 8))));
    expect(uint32(each, each.length - 4)).toBe(masked(crc32c.of(each.subarray(12, -4))));
  }
});

test('the records of a log are found with their steps and names, but for one that was cut off', () => {
  const records = [
    logHeader(1),
    ...[0, 1, 127, 128, 300, 2 ** 31, 2 ** 40].map((step) => logScalars(step, { 'loss/zoë': 1, b: 2 }, 2)),
  ];
  const log = joined(...records);
  const found = logRecords(log);
  expect(found.map(({ step }) => step)).toEqual([0, 0, 1, 127, 128, 300, 2 ** 31, 2 ** 40]);
  expect(found.map(({ names }) => names)).toEqual([[], ...Array<string[]>(7).fill(['loss/zoë', 'b'])]);
  expect(found.map(({ start, end }) => log.subarray(start, end))).toEqual(records);
  for (const cut of [1, 4, 17]) {
    expect(logRecords(log.subarray(0, log.length - cut))).toEqual(found.slice(0, -1));
  }
  expect(logRecords(new Uint8Array())).toEqual([]);
});
