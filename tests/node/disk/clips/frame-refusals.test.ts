import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../../../src/pipeline/verify.ts';
import { scratchFolder } from '../../../scratch-folder.ts';
import { filmClip, spoiltCopies, verify } from './spoilt-clip.ts';

const home = scratchFolder();
const master = join(home, 'master');
const other = join(home, 'other');
const spoilt = spoiltCopies(master);

beforeAll(async () => {
  await filmClip(master, 1);
  await filmClip(other, 2);
});

const frame = (folder: string, index = 2) => join(folder, `frame-0000${index}.png`);

/** The one refusal of a verdict: that of frame 2. */
function refusal({ verified, refused }: Verdict): string {
  expect(verified).toBe(3);
  expect(refused).toHaveLength(1);
  expect(refused[0].frame).toBe(2);
  expect(refused[0].message).toMatch(/^Frame 2 \(frame-00002\.png\) is refused: /);
  expect(refused[0].advice).toMatch(/film the clip again/);
  return refused[0].message;
}

describe('a frame is refused by name, and the others are not', () => {
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'missing',
      (f) => {
        rmSync(frame(f));
      },
      /does not exist/,
    ],
    [
      'empty',
      (f) => {
        writeFileSync(frame(f), '');
      },
      /not a PNG/,
    ],
    [
      'cut short',
      (f) => {
        truncateSync(frame(f), statSync(frame(f)).size >> 1);
      },
      /cut short/,
    ],
    [
      'another frame of the clip',
      (f) => {
        cpSync(frame(f, 1), frame(f));
      },
      /largest difference is \d+ of 255/,
    ],
    [
      'a frame of another clip',
      (f) => {
        cpSync(frame(other), frame(f));
      },
      /largest difference is \d+ of 255/,
    ],
    [
      'a link to a good frame',
      (f) => {
        renameSync(frame(f), join(f, 'real.png'));
        symlinkSync('real.png', frame(f));
      },
      /symbolic link/,
    ],
    [
      'a link out of the folder',
      (f) => {
        rmSync(frame(f));
        symlinkSync('/etc/hostname', frame(f));
      },
      /symbolic link/,
    ],
    [
      'a folder',
      (f) => {
        rmSync(frame(f));
        mkdirSync(frame(f));
      },
      /not an ordinary file/,
    ],
    [
      'enormous',
      (f) => {
        truncateSync(frame(f), 2 ** 31);
      },
      /bytes: expected at most/,
    ],
  ])('%s', async (_, spoil, message) => {
    expect(refusal(await verify(spoilt(spoil)))).toMatch(message);
  });

  test('a pipe, which would keep a careless reader waiting for ever', async () => {
    const folder = spoilt((f) => {
      rmSync(frame(f));
      execFileSync('mkfifo', [frame(f)]);
    });
    expect(refusal(await verify(folder))).toMatch(/not an ordinary file/);
  });

  test.each<[string, (picture: Sharp) => Sharp, number]>([
    [
      'edited',
      (p) =>
        p.composite([
          { input: { create: { width: 3, height: 3, channels: 3, background: '#f0f' } }, left: 20, top: 20 },
        ]),
      40,
    ],
    ['blurred', (p) => p.blur(1), 10],
    ['flipped', (p) => p.flop(), 40],
    ['brightened by a hair', (p) => p.linear(1.01), 1],
  ])('%s', async (_, change, least) => {
    const source = frame(master);
    const changed = await change(sharp(source)).removeAlpha().png().toBuffer();
    const { refused } = await verify(
      spoilt((f) => {
        writeFileSync(frame(f), changed);
      }),
    );
    expect(refused[0].difference!.largest).toBeGreaterThanOrEqual(least);
  });

  test('compressed as a JPEG, even at its best', async () => {
    const jpeg = await sharp(frame(master)).jpeg({ quality: 100 }).toBuffer();
    const back = await sharp(jpeg).png().toBuffer();
    const verdict = await verify(
      spoilt((f) => {
        writeFileSync(frame(f), back);
      }),
    );
    expect(refusal(verdict)).toMatch(/of its 4096 pixels are not as clip\.json describes/);
  });

  test('but packed anew without loss, its pixels are the same and it is verified', async () => {
    const packed = await sharp(frame(master)).png({ compressionLevel: 0 }).toBuffer();
    const { verified } = await verify(
      spoilt((f) => {
        writeFileSync(frame(f), packed);
      }),
    );
    expect(verified).toBe(4);
  });
});
