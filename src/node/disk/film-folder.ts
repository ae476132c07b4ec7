import { existsSync } from 'node:fs';
import { lstat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatManifest, type ClipPlan, type Manifest } from '../../clips/manifest.ts';
import { InputError } from '../../errors.ts';
import { drawClip } from '../../pipeline/film.ts';
import type { DrawnFrames } from '../../pipeline/dataset/drawn-frames.ts';
import type { Host } from '../../pipeline/host.ts';
import type { PoolOptions } from '../../pipeline/workers/pool.ts';
import { Video } from '../media/video.ts';
import { writeFileAtomic, writeFolderAtomic } from './atomic.ts';
import { contentOf } from './folder-content.ts';
import { MANIFEST_FILE } from './clip-folder.ts';

export interface FilmFolderOptions extends PoolOptions {
  /** Replaces a clip that is already there, once the new one is complete. */
  readonly force?: boolean;
  /** Also writes the clip as an animated WebP beside its folder, `<folder>.webp`. */
  readonly video?: boolean;
}

/** A clip that was filmed. */
export interface FilmedFolder {
  readonly manifest: Manifest;
  /** The clip's folder, absolute. */
  readonly folder: string;
  /** The video's path, if one was asked for. */
  readonly video: string | undefined;
  /** Sizes of all the frames' files together. */
  readonly bytes: number;
  /** The frames themselves, unless they are too many to keep. */
  readonly frames?: DrawnFrames;
}

/**
 * Draws every frame of a plan on all cores and writes the clip's folder, whole or not at all: stopped by an
 * error, a signal or the death of the process, it leaves the folder as it was.
 * @throws InputError if the folder exists and `force` was not given, or is no clip's; the signal's reason
 * when aborted.
 */
export async function filmToFolder(
  host: Host,
  plan: ClipPlan,
  out: string,
  { force = false, video: wanted = false, ...pool }: FilmFolderOptions = {},
): Promise<FilmedFolder> {
  const folder = resolve(out);
  await refuseToOverwrite(folder, out, force);
  if (wanted && !force && existsSync(`${folder}.webp`)) throw taken(`${out}.webp`);
  const { size, fps, frames } = plan;
  const video = wanted ? new Video({ width: size, height: size, frames: frames.length, fps }) : undefined;
  let drawn: Awaited<ReturnType<typeof drawClip>> | undefined;
  await writeFolderAtomic(folder, force, async (temporary) => {
    drawn = await drawClip(host, plan, {
      ...pool,
      folder: temporary,
      ...(video && {
        onFrame: (index, pixels) => {
          video.set(index, pixels.copy());
        },
      }),
    });
    await writeFile(join(temporary, MANIFEST_FILE), formatManifest(drawn.manifest));
    const animation = await video?.encode();
    pool.signal?.throwIfAborted();
    if (animation) await writeFileAtomic(`${folder}.webp`, animation);
  });
  return { ...drawn!, folder, video: video && `${folder}.webp` };
}

/** @throws InputError unless the folder is free, or holds nothing but a clip that may be replaced. */
async function refuseToOverwrite(folder: string, shown: string, force: boolean): Promise<void> {
  if (!existsSync(folder)) return;
  const isFolder = (await lstat(folder)).isDirectory();
  const names = isFolder ? await contentOf(folder) : [];
  const stranger = names.find((name) => name !== MANIFEST_FILE && !/^frame-\d{5}\.png$/.test(name));
  if (!isFolder || stranger !== undefined || (names.length > 0 && !names.includes(MANIFEST_FILE))) {
    const why = !isFolder
      ? 'is not a folder'
      : `holds ${stranger ?? 'frames but no clip.json'}, which no clip does`;
    throw new InputError(`${shown} exists and ${why}.`, 'Choose another folder with --out.');
  }
  if (!force) throw taken(shown);
}

const taken = (shown: string) =>
  new InputError(`${shown} already exists.`, 'Choose another folder with --out, or replace it with --force.');
