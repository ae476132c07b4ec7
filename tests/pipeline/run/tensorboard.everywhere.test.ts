import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crc32c, EventFile } from '../../../src/node/disk/event-file.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const folder = scratchFolder();

// Check values of RFC 3720, appendix B.4, and the usual one of catalogues of CRCs.
test('the checksum is CRC-32C', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

test('a log is what TensorFlow writes for the same events', async () => {
  const path = join(folder, 'events.out.tfevents.1.janus');
  const log = await EventFile.create(path);
  await log.write(300, { 'loss/a': 0.5 }, 1_500_000_000_000);
  await log.close();
  const file = readFileSync(path);
  const first = file.readUInt32LE(0);
  expect(file.subarray(12 + 9, 12 + first).toString('latin1')).toBe('\x1a\x0dbrain.Event:2');
  const second = file.subarray(16 + first);
  // Event { wall_time: 1.5e9, step: 300, summary { value { tag: "loss/a", simple_value: 0.5 } } } by protoc's rules.
  const event = '09' + '000000c00b5ad641' + '10ac02' + '2a0f' + '0a0d' + '0a066c6f73732f61' + '150000003f';
  expect(second.readUInt32LE(0)).toBe(event.length / 2);
  expect(second.subarray(12, -4).toString('hex')).toBe(event);
  const masked = (crc: number) => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  expect(second.readUInt32LE(8)).toBe(masked(crc32c(second.subarray(0, 8))));
  expect(second.readUInt32LE(second.length - 4)).toBe(masked(crc32c(second.subarray(12, -4))));
});
