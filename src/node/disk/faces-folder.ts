import { existsSync, lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { asArgument, InputError } from '../../errors.ts';
import { formatAlignments, parseAlignments } from '../../extract/alignments.ts';
import type { ExtractedClip } from '../../pipeline/extract.ts';
import { writeFileAtomic } from './atomic.ts';
import { openClip, type ClipFolder } from './clip-folder.ts';
import { referTo, resolveReference } from './reference.ts';
import { readJson } from './strict-read.ts';

/** The file that extraction writes. */
export const ALIGNMENTS_FILE = 'alignments.json';
const MOST_ALIGNMENTS_BYTES = 32 * 2 ** 20;

/**
 * Writes the alignments of a clip into a folder. The faces are not written: to load them, the clip's frames
 * are proven and the faces cut out again.
 * @returns the file's path.
 * @throws InputError, JanusError if it cannot be written.
 */
export async function writeFaces(
  out: string,
  { alignments }: ExtractedClip,
  clip: Pick<ClipFolder, 'folder'>,
): Promise<string> {
  const folder = resolve(out);
  const file = join(folder, ALIGNMENTS_FILE);
  await writeFileAtomic(file, formatAlignments({ ...alignments, clip: await referTo(clip.folder, folder) }));
  return file;
}

/**
 * Reads what {@link writeFaces} wrote and opens the clip it is about.
 * @param path the folder, or its alignments.json.
 * @throws InputError saying what is wrong with which file, or that the clip is not the one that was
 * extracted.
 */
export async function openFaces(path: string): Promise<ExtractedClip> {
  const isFolder = existsSync(path) && lstatSync(path).isDirectory();
  const file = isFolder ? join(path, ALIGNMENTS_FILE) : path;
  if (!existsSync(file)) {
    throw new InputError(
      `${file} does not exist.`,
      'A folder of faces is what janus extract writes: janus extract <clip>',
    );
  }
  const alignments = parseAlignments(await readJson(file, MOST_ALIGNMENTS_BYTES), file);
  const clip = await openClip(await resolveReference(alignments.clip, dirname(file)));
  const { folder, plan } = clip;
  const again = `Extract it again: janus extract ${asArgument(folder)}`;
  if (plan.seal !== alignments.seal) {
    throw new InputError(`${file} is about another clip than the one now in ${folder}.`, again);
  }
  const { frames } = alignments;
  if (frames.length !== plan.frames.length || frames.some(({ frame }, i) => frame !== i)) {
    throw new InputError(
      `${file} does not have one alignment for each of the clip's ${plan.frames.length} frames.`,
      again,
    );
  }
  return { clip, alignments, name: path };
}
