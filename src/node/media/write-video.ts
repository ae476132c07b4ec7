import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DIGITAL_SOURCE_TYPE } from '../../clips/provenance.ts';
import { frameFile } from '../../clips/manifest.ts';
import type { VideoFormat } from '../../convert/names.ts';
import { InputError, JanusError } from '../../errors.ts';
import { fillFileAtomic, writeFileAtomic, writeFolderAtomic } from '../disk/atomic.ts';
import { encodePng } from './png.ts';
import type { Video } from './video.ts';

/**
 * Writes a video whole or not at all.
 * @param out where, without an ending. @returns the path of the file or, for `png`, of the folder.
 * @throws InputError if ffmpeg is wanted and not there, or nothing can be written there.
 */
export async function writeVideo(video: Video, out: string, format: VideoFormat): Promise<string> {
  const path = format === 'png' ? resolve(out) : `${resolve(out)}.${format}`;
  switch (format) {
    case 'webp':
    case 'gif':
      await writeFileAtomic(path, await video.encode(format));
      break;
    case 'png':
      await refuseStrangers(path);
      await writeFolderAtomic(path, true, (temporary) => writeFrames(video, temporary));
      break;
    case 'mp4':
      await expectEncoder(format);
      await fillFileAtomic(path, (temporary) => writeFilm(video, temporary, path));
  }
  return path;
}

/**
 * Makes sure of what a format needs, before work goes into a video that could not be written.
 * @throws InputError if ffmpeg is wanted and not there.
 */
export async function expectEncoder(format: VideoFormat): Promise<void> {
  if (format !== 'mp4') return;
  const ffmpeg = spawn('ffmpeg', ['-version'], { stdio: 'ignore' });
  await once(ffmpeg, 'exit').catch(() => {
    throw new InputError(
      'An MP4 needs ffmpeg, which was not found.',
      'Install it (https://ffmpeg.org/download.html), or use --format webp.',
    );
  });
}

/** A folder is replaced as a whole: one that holds anything but frames is somebody's. */
async function refuseStrangers(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const isFolder = (await lstat(path)).isDirectory();
  const stranger = isFolder && (await readdir(path)).find((name) => !/^frame-\d{5}\.png$/.test(name));
  if (isFolder && stranger === undefined) return;
  throw new InputError(
    `${path} exists and ${isFolder ? `holds ${stranger}, which is no frame` : 'is not a folder'}.`,
    'Choose another folder with --out.',
  );
}

async function writeFrames(video: Video, folder: string): Promise<void> {
  const { width, height, frames } = video.layout;
  for (let i = 0; i < frames; i++) {
    await writeFile(join(folder, frameFile(i)), await encodePng(video.frame(i), width, height));
  }
}

/**
 * H.264 by ffmpeg, with the provenance in the comment: MP4 has no field for XMP that ffmpeg writes.
 * @param temporary where to. @param path what it will be called.
 */
async function writeFilm(video: Video, temporary: string, path: string): Promise<void> {
  const { width, height, frames, fps } = video.layout;
  const words = [
    ...['-y', '-loglevel', 'error'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', '-'],
    // H.264 in 4:2:0 has even sides only.
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv420p'],
    ...['-metadata', `comment=Synthetic, drawn by Janus. ${DIGITAL_SOURCE_TYPE}`],
    ...['-movflags', '+faststart', '-f', 'mp4', temporary],
  ];
  const ffmpeg = spawn('ffmpeg', words, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  ffmpeg.stderr.on('data', (data: Buffer) => (said += data.toString()));
  // It may end before it has read all; then its exit code tells.
  ffmpeg.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolveCode, reject) => {
    ffmpeg.on('error', reject);
    ffmpeg.on('close', resolveCode);
  });
  const feed = async () => {
    for (let i = 0; i < frames && ffmpeg.exitCode === null; i++) {
      if (ffmpeg.stdin.write(video.frame(i))) continue;
      await Promise.race([once(ffmpeg.stdin, 'drain').catch(() => undefined), ended]);
    }
    ffmpeg.stdin.end();
  };
  const [code] = await Promise.all([ended, feed()]);
  if (code === 0) return;
  throw new JanusError(`ffmpeg could not write ${path}: ${said.trim()}`, 'Try --format webp.');
}
