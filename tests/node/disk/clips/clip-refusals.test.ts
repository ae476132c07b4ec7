import { readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/index.ts';
import { scratchFolder } from '../../../scratch-folder.ts';
import { filmClip, spoiltCopies, verify } from './spoilt-clip.ts';

const home = scratchFolder();
const master = join(home, 'master');
const spoilt = spoiltCopies(master);

beforeAll(() => filmClip(master, 1));

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
