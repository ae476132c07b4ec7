import { existsSync } from 'node:fs';
import { lstat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { frameFile } from '../../clips/manifest.ts';
import type { VideoFormat } from '../../convert/names.ts';
import { InputError, JanusError } from '../../errors.ts';
import { expectWritable, fillFileAtomic, writeFileAtomic, writeFolderAtomic } from '../disk/atomic.ts';
import { contentOf } from '../disk/folder-content.ts';
import { encodeMp4, expectMp4Encoder } from './mp4.ts';
import { encodePng } from './png.ts';
import type { Video } from './video.ts';

/** The path of a video's file or, for `png`, of its folder. @param out where, without an ending. */
const pathOf = (out: string, format: VideoFormat): string =>
  format === 'png' ? resolve(out) : `${resolve(out)}.${format}`;

/**
 * Makes sure, before work goes into a video, that it can be written.
 * @param out where, without an ending.
 * @throws InputError if it cannot be written there, or ffmpeg is wanted and does not work; the signal's
 * reason when aborted.
 */
export async function expectVideo(out: string, format: VideoFormat, signal?: AbortSignal): Promise<void> {
  const path = pathOf(out, format);
  await expectWritable(path);
  if (format === 'png') await refuseStrangers(path);
  else if (existsSync(path) && (await lstat(path)).isDirectory()) {
    throw new InputError(`${path} is a folder.`, 'Choose another place with --out.');
  }
  if (format === 'mp4') await expectMp4Encoder(signal);
}

/**
 * Writes a video whole or not at all.
 * @param out where, without an ending. @returns the path of the file or, for `png`, of the folder.
 * @throws InputError, JanusError if it cannot be written; the signal's reason when aborted.
 */
export async function writeVideo(
  video: Video,
  out: string,
  format: VideoFormat,
  signal?: AbortSignal,
): Promise<string> {
  const path = pathOf(out, format);
  switch (format) {
    case 'webp':
    case 'gif':
      await writeFileAtomic(path, await video.encode(format));
      break;
    case 'png':
      await refuseStrangers(path);
      await writeFolderAtomic(path, true, (temporary) => writeFrames(video, temporary, signal));
      break;
    case 'mp4':
      await fillFileAtomic(path, (temporary) => writeMp4(video, temporary, path, signal));
  }
  return path;
}

async function writeMp4(video: Video, temporary: string, path: string, signal?: AbortSignal): Promise<void> {
  try {
    await encodeMp4(video, temporary, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InputError) throw error;
    throw new JanusError(
      `ffmpeg could not write ${path}: ${(error as Error).message}`,
      'Try --format webp.',
      {
        cause: error,
      },
    );
  }
}

/** A folder is replaced as a whole, so one that holds anything but frames is refused. */
async function refuseStrangers(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const isFolder = (await lstat(path)).isDirectory();
  const stranger = isFolder && (await contentOf(path)).find((name) => !/^frame-\d{5}\.png$/.test(name));
  if (isFolder && stranger === undefined) return;
  throw new InputError(
    `${path} exists and ${isFolder ? `holds ${stranger}, which is no frame` : 'is not a folder'}.`,
    'Choose another folder with --out.',
  );
}

async function writeFrames(video: Video, folder: string, signal?: AbortSignal): Promise<void> {
  const { width, height, frames } = video.layout;
  for (let i = 0; i < frames; i++) {
    signal?.throwIfAborted();
    await writeFile(join(folder, frameFile(i)), await encodePng(video.frame(i), width, height));
  }
}
