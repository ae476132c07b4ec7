import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { openClip } from '../../../src/node/disk/clip-folder.ts';
import { filmToFolder } from '../../../src/node/disk/film-folder.ts';
import { verifyClip, type Verdict } from '../../../src/pipeline/verify.ts';
import { InputError, planClip, sampleIdentity } from '../../../src/index.ts';
import { builtHost } from '../../built-host.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();
const master = join(home, 'master');
const other = join(home, 'other');
const SIZE = 64;
const host = builtHost();

/** Opens a clip's folder and verifies what is in it, in a thread. */
const verify = async (folder: string): Promise<Verdict> =>
  verifyClip(host, await openClip(folder), { workers: 1 });

beforeAll(async () => {
  for (const [folder, seed] of [
    [master, 1],
    [other, 2],
  ] as const) {
    const identity = sampleIdentity(seed);
    const plan = planClip({ identity, kind: 'training', seed, frames: 4, size: SIZE, fps: 25 });
    await filmToFolder(host, plan, folder);
  }
});

let copies = 0;
/** A copy of the clip, spoilt. */
function spoilt(spoil: (folder: string) => void): string {
  const folder = join(home, `copy-${copies++}`);
  cpSync(master, folder, { recursive: true });
  spoil(folder);
  return folder;
}
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

describe('a clip is refused', () => {
  const manifest = (folder: string) => join(folder, 'clip.json');
  const rewritten = (from: string, to: string) => (folder: string) => {
    const text = readFileSync(manifest(folder), 'utf8');
    expect(text).toContain(from);
    writeFileSync(manifest(folder), text.replace(from, to));
  };
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'without a manifest',
      (f) => {
        rmSync(manifest(f));
      },
      /clip\.json does not exist/,
    ],
    [
      'with a manifest that is no JSON',
      (f) => {
        writeFileSync(manifest(f), '{"formatVersion": 1,');
      },
      /clip\.json is not JSON/,
    ],
    [
      'with a manifest cut short',
      (f) => {
        truncateSync(manifest(f), 500);
      },
      /is not JSON/,
    ],
    [
      'with an endless manifest',
      (f) => {
        truncateSync(manifest(f), 2 ** 31);
      },
      /bytes: expected at most/,
    ],
    [
      'with a manifest elsewhere',
      (f) => {
        renameSync(manifest(f), `${f}.json`);
        symlinkSync(`${f}.json`, manifest(f));
      },
      /symbolic link/,
    ],
    [
      'with a changed manifest',
      rewritten('"kind": "training"', '"kind": "driving"'),
      /changed after the clip was filmed/,
    ],
    [
      'of frames that would fill the disk',
      rewritten('"size": 64', '"size": 100000'),
      /size is 100000: expected a whole number from 16 to 1024/,
    ],
    [
      'with a path',
      rewritten('"kind": "training"', '"kind": "training", "folder": "/etc"'),
      /folder: no such field/,
    ],
  ])('%s', async (_, spoil, message) => {
    const verdict = verify(spoilt(spoil));
    await expect(verdict).rejects.toThrow(InputError);
    await expect(verdict).rejects.toThrow(message);
  });

  test('that is a link, a file, or not there', async () => {
    symlinkSync(master, join(home, 'link'));
    await expect(verify(join(home, 'link'))).rejects.toThrow(/is a symbolic link/);
    await expect(verify(join(master, 'clip.json'))).rejects.toThrow(/is not a folder/);
    await expect(verify(join(home, 'nowhere'))).rejects.toThrow(/does not exist/);
  });
});
