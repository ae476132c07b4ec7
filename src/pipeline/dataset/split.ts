import type { Manifest } from '../../clips/manifest.ts';
import { InputError } from '../../errors.ts';
import { subset, take, type FaceDataset } from '../../train/dataset/face-dataset.ts';
import type { ValidationSet } from '../../train/validate.ts';
import { cropKeys } from './crop-keys.ts';
import { loadFaces, type ExtractedClip } from '../extract.ts';
import type { Host } from '../host.ts';
import type { PoolOptions } from '../workers/pool.ts';

/** Faces of each validation set, at the most. */
const VALIDATION_FACES = 16;
/** The part of a clip that is kept for validation, at the least. */
const VALIDATION_PART = 0.1;

/** The faces of a run: those to train on, and those to validate by, which are never trained on. */
export interface Split {
  /** Of each person. */
  readonly train: readonly FaceDataset[];
  /** Of each person, to be swapped to the next; the last one's to the first. */
  readonly validation: readonly ValidationSet[];
}

/** Loads all faces of the clips, and splits them. @throws as `loadFaces` and `splitFaces`. */
export async function loadSplit(
  host: Host,
  clips: readonly ExtractedClip[],
  { onProgress, ...pool }: PoolOptions,
): Promise<Split> {
  const total = clips.reduce((sum, { alignments }) => sum + alignments.frames.length, 0);
  const sets: FaceDataset[] = [];
  let before = 0;
  for (const clip of clips) {
    const faces = await loadFaces(host, clip, {
      ...pool,
      onProgress: (done) => {
        onProgress?.(before + done, total);
      },
    });
    before += faces.count;
    sets.push(faces);
  }
  return splitFaces(host, clips, sets, pool);
}

/**
 * Splits each clip into frames to train on and frames to validate by. Validation takes the end of the clip,
 * from the start of the take in which its last tenth begins: faces under lights that no decoder was trained
 * on. (A clip of a few long takes therefore gives up more of its frames.)
 * @param faces all faces of each clip.
 * @throws InputError for a clip of a single frame; the signal's reason when aborted.
 */
export async function splitFaces(
  host: Host,
  clips: readonly ExtractedClip[],
  faces: readonly FaceDataset[],
  pool?: Omit<PoolOptions, 'onProgress'>,
): Promise<Split> {
  const firsts = clips.map(({ clip }) => firstValidationFrame(clip.plan));
  const validation: ValidationSet[] = [];
  for (const [source, set] of faces.entries()) {
    const target = (source + 1) % faces.length;
    const frames = spreadOver(firsts[source], set.count, VALIDATION_FACES);
    const keys = await cropKeys(host, clips[source], clips[target].clip.plan.identity, { ...pool, frames });
    validation.push({ source, target, faces: subset(set, frames), keys: keys.faces });
  }
  return { train: faces.map((set, person) => take(set, firsts[person])), validation };
}

function firstValidationFrame({ takes, frames }: Manifest): number {
  if (frames.length < 2) {
    throw new InputError(
      'A clip of a single frame is too short to train on: none would be left to validate by.',
      'Film a longer one: janus film <person>.',
    );
  }
  const upTo = Math.min(frames.length - 1, Math.ceil((1 - VALIDATION_PART) * frames.length));
  // No light is on both sides, unless all of the clip is one take.
  return takes.findLast(({ first }) => first <= upTo)!.first || upTo;
}

/** At most so many numbers from `first` to before `end`, evenly apart. */
function spreadOver(first: number, end: number, most: number): number[] {
  const count = Math.min(most, end - first);
  return Array.from({ length: count }, (_, i) => first + Math.floor((i * (end - first)) / count));
}
