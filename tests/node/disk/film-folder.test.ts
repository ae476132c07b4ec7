import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { openClip, readFrame } from '../../../src/node/disk/clip-folder.ts';
import { filmToFolder } from '../../../src/node/disk/film-folder.ts';
import { verifyClip } from '../../../src/pipeline/verify.ts';
import { InputError, planClip, sampleIdentity, shotOf, VerifiedFrame } from '../../../src/index.ts';
import { builtHost } from '../../built-host.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();
const host = builtHost();
const plan = planClip({
  identity: sampleIdentity(4),
  kind: 'driving',
  seed: 2,
  frames: 7,
  size: 64,
  fps: 25,
});

test('a clip is filmed, read and verified', async () => {
  const out = join(home, 'new', 'clip');
  const progress: number[] = [];
  const { manifest, folder, bytes } = await filmToFolder(host, plan, out, {
    workers: 2,
    onProgress: (done, total) => progress.push(done / total),
  });
  expect(folder).toBe(out);
  expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7].map((done) => done / 7));
  expect(readdirSync(out).sort()).toEqual([
    'clip.json',
    ...[0, 1, 2, 3, 4, 5, 6].map((i) => `frame-0000${i}.png`),
  ]);
  expect(bytes).toBe(
    readdirSync(out)
      .filter((name) => name.endsWith('.png'))
      .reduce((sum, name) => sum + readFileSync(join(out, name)).length, 0),
  );
  expect((await openClip(out)).plan).toEqual(manifest);
  expect(await verifyClip(host, await openClip(out), { workers: 2 })).toEqual({ verified: 7, refused: [] });
  for (const index of manifest.frames.keys()) {
    const frame = await readFrame(out, manifest, index);
    expect(frame).toBeInstanceOf(VerifiedFrame);
    expect(frame.shot).toEqual(shotOf(plan, index));
  }
  expect(readdirSync(join(home, 'new'))).toEqual(['clip']);
});

test('any number of workers films the same bytes', async () => {
  const films = await Promise.all(
    [1, 3].map(async (workers) => {
      const out = join(home, `by-${workers}`);
      await filmToFolder(host, plan, out, { workers });
      return readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString('base64')]);
    }),
  );
  expect(films[1]).toEqual(films[0]);
});

test('what is there is not overwritten, unless it is a clip and force is given', async () => {
  const out = join(home, 'taken');
  await filmToFolder(host, plan, out, { workers: 1 });
  await expect(filmToFolder(host, plan, out, { workers: 1 })).rejects.toThrow(/already exists/);
  await filmToFolder(host, { ...plan, frames: plan.frames.slice(0, 2) }, out, { workers: 1, force: true });
  expect(readdirSync(out)).toHaveLength(3);
  writeFileSync(join(out, 'thesis.txt'), 'three years of work');
  await expect(filmToFolder(host, plan, out, { workers: 1, force: true })).rejects.toThrow(
    /holds thesis\.txt, which no clip does/,
  );
  expect(readFileSync(join(out, 'thesis.txt'), 'utf8')).toBe('three years of work');
});

test('a stopped filming leaves nothing and can be run again', async () => {
  const folder = join(home, 'stopped');
  mkdirSync(folder);
  const out = join(folder, 'clip');
  const controller = new AbortController();
  const reason = new Error('stop');
  const filming = filmToFolder(host, plan, out, {
    workers: 1,
    signal: controller.signal,
    onProgress: (done) => {
      if (done === 2) controller.abort(reason);
    },
  });
  await expect(filming).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual([]);
  await filmToFolder(host, plan, out, { workers: 1 });
  expect((await verifyClip(host, await openClip(out), { workers: 1 })).verified).toBe(7);
});

test('what a dead process left behind is swept away, what a living one is writing is not', async () => {
  const folder = join(home, 'swept');
  // No process has this number: it is above every system's limit.
  const dead = join(folder, '.clip.2000000000-0123abcd.new');
  const alive = join(folder, `.clip.${process.ppid}-0123abcd.new`);
  const stranger = join(folder, '.clip.notes.new');
  for (const name of [dead, alive, stranger]) mkdirSync(name, { recursive: true });
  await filmToFolder(host, plan, join(folder, 'clip'), { workers: 1 });
  expect([dead, alive, stranger].map((name) => existsSync(name))).toEqual([false, true, true]);
});

test('a video is marked as synthetic, to people and to software', async () => {
  const out = join(home, 'shown');
  const { video } = await filmToFolder(host, plan, out, { workers: 1, video: true });
  expect(video).toBe(`${out}.webp`);
  const { pages, pageHeight, width, xmp, delay, loop } = await sharp(video, { animated: true }).metadata();
  expect({ pages, pageHeight, width, loop }).toEqual({ pages: 7, pageHeight: 64, width: 64, loop: 0 });
  expect(delay).toEqual(Array(7).fill(40));
  expect(xmp?.toString()).toContain('digitalsourcetype/algorithmicMedia');
  // The label's plate is dark and its letters are light.
  const corner = await sharp(video)
    .extract({ left: 0, top: 53, width: 57, height: 11 })
    .greyscale()
    .raw()
    .toBuffer();
  expect(Math.min(...corner)).toBeLessThan(90);
  expect(corner.filter((value) => value > 180).length).toBeGreaterThan(60);
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a full disk is reported as such, and leaves nothing',
  async ({ skip }) => {
    const disk = join(home, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('a disk of a few kilobytes cannot be mounted here');
    }
    try {
      const filming = filmToFolder(host, { ...plan, size: 256 }, join(disk, 'clip'), { workers: 1 });
      await expect(filming).rejects.toMatchObject({ name: 'JanusError', message: 'The disk is full.' });
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

test('what a file manager leaves in a clip does not keep it from being replaced', async () => {
  const out = join(home, 'shown-by-finder');
  const short = { ...plan, frames: plan.frames.slice(0, 1) };
  await filmToFolder(host, short, out, { workers: 1 });
  for (const name of ['.DS_Store', 'Thumbs.db', '._frame-00000.png']) writeFileSync(join(out, name), '');
  await filmToFolder(host, short, out, { workers: 1, force: true });
  expect(readdirSync(out).sort()).toEqual(['clip.json', 'frame-00000.png']);
});

test('a plan that cannot be drawn fails with its reason, and leaves nothing', async () => {
  const out = join(home, 'impossible');
  const broken = structuredClone(plan);
  broken.frames[3].performance.yaw = 500;
  await expect(filmToFolder(host, broken, out, { workers: 2 })).rejects.toThrow(/performance\.yaw is 500/);
  expect(existsSync(out)).toBe(false);
  const file = join(home, 'file');
  writeFileSync(file, '');
  const inFile = filmToFolder(host, plan, join(file, 'clip'), { workers: 1 });
  await expect(inFile).rejects.toThrow(InputError);
  await expect(inFile).rejects.toThrow(
    /is there already, and is a file|lies in something that is not a folder/,
  );
});
