import { existsSync } from 'node:fs';
import { lstat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { formatManifest, sealManifest, type ClipPlan, type Manifest } from '../clips/manifest.ts';
import { InputError } from '../errors.ts';
import { writeFileAtomic, writeFolderAtomic } from '../node/disk/atomic.ts';
import { MANIFEST_FILE } from '../node/disk/clip-folder.ts';
import { contentOf } from '../node/disk/folder-content.ts';
import type { FilmedFrame, FrameTask } from '../node/threads/frame-worker.ts';
import { Video } from '../node/media/video.ts';
import { allCores, runWorkers } from '../node/threads/worker-pool.ts';

export interface FilmOptions {
  /** Threads that render; all cores if left out. */
  readonly workers?: number;
  /** Replaces a clip that is already there, once the new one is complete. */
  readonly force?: boolean;
  /** Also writes the clip as an animated WebP beside its folder, `<folder>.webp`. */
  readonly video?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A clip that was filmed. */
export interface Filmed {
  readonly manifest: Manifest;
  /** The clip's folder, absolute. */
  readonly folder: string;
  /** The video's path, if one was asked for. */
  readonly video: string | undefined;
  /** Sizes of all the frames' files together. */
  readonly bytes: number;
}

/**
 * Draws every frame of a plan on all cores and writes the clip's folder, whole or not at all: stopped by an error, a signal
 * or the death of the process, it leaves the folder as it was.
 * @throws InputError if the folder exists and `force` was not given, or is no clip's; the signal's reason when aborted.
 */
export async function filmClip(plan: ClipPlan, out: string, options: FilmOptions = {}): Promise<Filmed> {
  const { workers = allCores(), force = false, signal, onProgress } = options;
  const folder = resolve(out);
  await refuseToOverwrite(folder, out, force);
  if (options.video && !force && existsSync(`${folder}.webp`)) throw taken(`${out}.webp`);
  const total = plan.frames.length;
  const video = options.video
    ? new Video({ width: plan.size, height: plan.size, frames: total, fps: plan.fps })
    : undefined;
  const hashes: string[] = [];
  let done = 0;
  let bytes = 0;
  let manifest: Manifest | undefined;
  await writeFolderAtomic(folder, force, async (temporary) => {
    await runWorkers<FrameTask, FilmedFrame>({
      worker: 'frame-worker',
      data: { task: 'film', plan, folder: temporary, keepPixels: video !== undefined },
      items: total,
      workers,
      signal,
      onResult: (index, frame) => {
        hashes[index] = frame.sha256;
        bytes += frame.bytes;
        if (frame.pixels) video?.set(index, frame.pixels);
        onProgress?.(++done, total);
      },
    });
    manifest = sealManifest(plan, hashes);
    await writeFile(join(temporary, MANIFEST_FILE), formatManifest(manifest));
    const animation = await video?.encode();
    signal?.throwIfAborted();
    if (animation) await writeFileAtomic(`${folder}.webp`, animation);
  });
  return { manifest: manifest!, folder, video: video && `${folder}.webp`, bytes };
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
