import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { InputError, Stopped } from '../../../src/errors.ts';
import { encodeMp4 } from '../../../src/node/media/mp4.ts';
import { Video } from '../../../src/node/media/video.ts';
import { expectVideo } from '../../../src/node/media/write-video.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();
const { PATH } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
});

let count = 0;
/** Puts a program in ffmpeg's place; without a body, none. */
function standIn(body?: string): void {
  const folder = join(home, `bin-${count++}`);
  mkdirSync(folder);
  if (body !== undefined) {
    writeFileSync(join(folder, 'ffmpeg'), `#!${process.execPath}\n${body}`);
    chmodSync(join(folder, 'ffmpeg'), 0o755);
  }
  process.env['PATH'] = folder;
}

/** More bytes than a pipe holds. */
const video = new Video({ width: 128, height: 128, frames: 60, fps: 25 });

describe.skipIf(process.platform === 'win32')('an MP4', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['no ffmpeg', undefined, /^An MP4 needs ffmpeg, which was not found\.$/],
    [
      'an ffmpeg without the encoder',
      `process.stderr.write("Unknown encoder 'libx264'\\nmore\\n"); process.exit(1);`,
      /^ffmpeg is here, but cannot write H\.264 into an MP4: Unknown encoder 'libx264'\.$/,
    ],
    [
      'an ffmpeg that crashes',
      `process.kill(process.pid, 'SIGSEGV');`,
      /: it ended with SIGSEGV and said nothing\.$/,
    ],
    ['an ffmpeg that does nothing', '', /: it ended well and wrote nothing\.$/],
  ])('is refused before the start with %s', async (_, body, message) => {
    standIn(body);
    const error: unknown = await expectVideo(join(home, 'swap'), 'mp4').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
    expect((error as InputError).advice).toMatch(/--format webp/);
    expect(existsSync(join(home, 'swap.mp4'))).toBe(false);
  });

  test('is refused where there is no folder for temporary files', async () => {
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = join(home, 'nowhere');
    try {
      await expect(expectVideo(join(home, 'swap'), 'mp4')).rejects.toThrow(
        /^The folder for temporary files, .*nowhere, does not exist\.$/,
      );
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
  });

  test.each([
    ['which goes on', 'setInterval(() => undefined, 1000);'],
    ['which Ctrl-C ends too', `process.kill(process.pid, 'SIGINT');`],
  ])('that is stopped ends ffmpeg, %s, and that is no failure of it', async (_, body) => {
    const warnings: string[] = [];
    const warn = ({ name }: Error) => warnings.push(name);
    process.on('warning', warn);
    standIn(body);
    const stop = new AbortController();
    const encoding = encodeMp4(video, join(home, 'stopped.mp4'), stop.signal);
    setTimeout(() => {
      stop.abort(new Stopped('Stopped.'));
    }, 120);
    await expect(encoding).rejects.toThrow(new Stopped('Stopped.'));
    await new Promise(setImmediate);
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });
});
