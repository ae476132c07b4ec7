import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { frameFile, mostManifestBytes, parseManifest, type Manifest } from '../../clips/manifest.ts';
import { RefusedFrameError, verifyFrame, type VerifiedFrame } from '../../clips/verify.ts';
import { InputError } from '../../errors.ts';
import type { DrawnFrames } from '../../pipeline/dataset/drawn-frames.ts';
import type { Clip } from '../../pipeline/frame-source.ts';
import { decodePng, mostPngBytes } from '../media/png.ts';
import { pathProblem, readJson, readStrictly } from './strict-read.ts';

/** The manifest's file in a clip's folder. */
export const MANIFEST_FILE = 'clip.json';

/**
 * A clip on disk. Only `clip.json` and the frames that it counts are ever opened; other files in the folder
 * are ignored.
 */
export interface ClipFolder extends Clip {
  /** Its absolute path. */
  readonly folder: string;
}

/** A clip whose frames are files in a folder. @param drawn its frames, if this process has just drawn them. */
export const clipIn = (folder: string, manifest: Manifest, drawn?: DrawnFrames): ClipFolder => ({
  folder,
  plan: manifest,
  ...(drawn && { drawn }),
  reference: { kind: 'clip', manifest, place: folder },
  read: (index, truth) => readFrame(folder, manifest, index, truth),
});

/**
 * Opens a clip's folder and reads its manifest; the frames are read by {@link readFrame}.
 * @throws InputError saying what is wrong with the folder or with which field of the manifest.
 */
export async function openClip(path: string): Promise<ClipFolder> {
  const folder = resolve(path);
  const advice = 'A clip is the folder that janus film writes: clip.json and its frames.';
  let stat;
  try {
    stat = lstatSync(folder);
  } catch (error) {
    throw new InputError(`The clip ${path} ${pathProblem(error)}.`, advice, { cause: error });
  }
  if (stat.isSymbolicLink()) {
    throw new InputError(`The clip ${path} is a symbolic link.`, 'Give the folder that it leads to.');
  }
  if (!stat.isDirectory()) throw new InputError(`The clip ${path} is not a folder.`, advice);
  const file = join(path, MANIFEST_FILE);
  return clipIn(folder, parseManifest(await readJson(file, mostManifestBytes()), file));
}

/**
 * Reads one frame of a clip and proves it synthetic.
 * @param truth whether the frame's landmarks and mask will be needed.
 * @throws RefusedFrameError naming the frame and what is wrong with its file or its pixels.
 */
export async function readFrame(
  folder: string,
  manifest: Manifest,
  index: number,
  truth = false,
): Promise<VerifiedFrame> {
  const { size } = manifest;
  let pixels;
  try {
    pixels = await decodePng(
      await readStrictly(join(folder, frameFile(index)), mostPngBytes(size, size), 'it'),
      size,
    );
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new RefusedFrameError(index, error.message.replace(/\.$/, ''));
  }
  return verifyFrame(manifest, index, pixels, truth);
}
