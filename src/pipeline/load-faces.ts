import { dirname, join } from 'node:path';
import { existsSync, lstatSync } from 'node:fs';
import { sha256Hex, type Manifest } from '../clips/manifest.ts';
import { smoothTransforms } from '../convert/smooth-transforms.ts';
import { asArgument, InputError } from '../errors.ts';
import { parseAlignments, type Alignments } from '../extract/alignments.ts';
import { scaleSimilarity } from '../extract/similarity.ts';
import type { FaceDataset } from '../train/face-dataset.ts';
import { openClip } from '../node/disk/clip-folder.ts';
import { ALIGNMENTS_FILE } from './extract-clip.ts';
import type { CroppedFace, FrameTask } from '../node/threads/frame-worker.ts';
import { resolveReference } from '../node/disk/reference.ts';
import { parseJson, readStrictly } from '../node/disk/strict-read.ts';
import { allCores, runWorkers } from '../node/threads/worker-pool.ts';

const MOST_ALIGNMENTS_BYTES = 32 * 2 ** 20;

/** What `janus extract` wrote, and the clip it is about. */
export interface ExtractedClip {
  readonly alignments: Alignments;
  readonly manifest: Manifest;
  /** The clip's absolute path. */
  readonly folder: string;
  /** SHA-256 of alignments.json. */
  readonly digest: string;
}

/**
 * Reads an extraction and opens its clip.
 * @param path the folder that `janus extract` wrote, or its alignments.json.
 * @throws InputError saying what is wrong with which file, or that the clip is not the one that was extracted.
 */
export async function openExtraction(path: string): Promise<ExtractedClip> {
  const file = existsSync(path) && lstatSync(path).isDirectory() ? join(path, ALIGNMENTS_FILE) : path;
  const bytes = await readStrictly(file, MOST_ALIGNMENTS_BYTES);
  const alignments = parseAlignments(parseJson(bytes, file), file);
  const { folder, manifest } = await openClip(await resolveReference(alignments.clip, dirname(file)));
  if (manifest.seal !== alignments.seal) {
    throw new InputError(
      `${file} is about another clip than the one now in ${folder}.`,
      `Extract it again: janus extract ${asArgument(folder)}`,
    );
  }
  if (
    alignments.frames.length !== manifest.frames.length ||
    alignments.frames.some(({ frame }, i) => frame !== i)
  ) {
    throw new InputError(
      `${file} does not have one alignment for each of the clip's ${manifest.frames.length} frames.`,
      `Extract it again: janus extract ${asArgument(folder)}`,
    );
  }
  return { alignments, manifest, folder, digest: sha256Hex(bytes) };
}

/**
 * The same extraction with the jitter of its places calmed: see `smoothTransforms`. Faces must be cut out and put back by the same
 * places: a decoder keeps where in its crop a face stands, and put back elsewhere the face jitters all the more.
 * @param sigma standard deviation in frames; 0 leaves everything as it is.
 */
export function smoothAlignments(clip: ExtractedClip, sigma: number): ExtractedClip {
  const { frames } = clip.alignments;
  const transforms = smoothTransforms(
    frames.map(({ transform }) => transform),
    1,
    sigma,
  );
  const calmed = frames.map((frame, i) => ({ ...frame, transform: transforms[i] }));
  return { ...clip, alignments: { ...clip.alignments, frames: calmed } };
}

export interface LoadOptions {
  /** Threads that render; all cores if left out. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Cuts the faces out of a clip as its alignments say. Every frame is proven synthetic on the way: a face that Janus did not
 * draw is never trained on.
 * @param side pixels a side of a crop.
 * @throws InputError naming a frame that Janus did not draw; the signal's reason when aborted.
 */
export async function loadFaces(
  { alignments, manifest, folder }: ExtractedClip,
  side: number,
  options: LoadOptions = {},
): Promise<FaceDataset> {
  const { workers = allCores(), signal, onProgress } = options;
  const count = manifest.frames.length;
  const area = side * side;
  const pixels = new Uint8Array(new SharedArrayBuffer(3 * count * area));
  const masks = new Uint8Array(new SharedArrayBuffer(count * area));
  let done = 0;
  await runWorkers<FrameTask, CroppedFace>({
    worker: 'frame-worker',
    data: {
      task: 'crop',
      manifest,
      folder,
      transforms: alignments.frames.map(({ transform }) => scaleSimilarity(transform, side)),
      side,
    },
    items: count,
    workers,
    signal,
    onResult: (index, face) => {
      pixels.set(face.pixels, 3 * index * area);
      masks.set(face.mask, index * area);
      onProgress?.(++done, count);
    },
  });
  return { count, side, pixels, masks };
}
