import { sha256Hex, shotOf, type ClipPlan } from '../../clips/manifest.ts';
import { pixelsOf, provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { openPixels, sealPixels, type SealedPixels } from '../../clips/sealed-pixels.ts';
import { RefusedFrameError, VerifiedFrame, type Difference } from '../../clips/verify.ts';
import type { ItemWork } from '../../engine/parallel/work-pool.ts';
import { convertFrame, type ConvertOptions } from '../../convert/convert-frame.ts';
import { cropFace, cropMask } from '../../extract/crop.ts';
import { groundTruthCrop } from '../../extract/ground-truth-crop.ts';
import type { LandmarkPoints } from '../../extract/landmark-points.ts';
import type { Similarity } from '../../extract/similarity.ts';
import { answerKey } from '../../faces/answer-key.ts';
import type { Identity } from '../../faces/identity.ts';
import type { Landmarks } from '../../faces/landmarks.ts';
import type { Shot } from '../../faces/shot.ts';
import type { FrameSource, SourceReference } from '../frame-source.ts';
import type { LoadedFinder } from '../networks/landmark-finder.ts';
import { alignFrames, type AlignedBatch, type AlignInput, type AlignTask } from './align-frames.ts';

/** Draws the frames of a plan and hands on their digests. */
export interface FilmTask {
  readonly kind: 'film';
  readonly plan: ClipPlan;
  /** Where the host saves frames; they are not saved if it is left out. */
  readonly folder?: string;
  /** Whether the frames are wanted too, as for a video or for the next step. */
  readonly keep: boolean;
}
export interface FilmedFrame {
  readonly sha256: string;
  /** Size of its file; 0 if it was not saved. */
  readonly bytes: number;
  readonly frame: KnownFrame | undefined;
}

/** Proves frames, and hands on what is wrong with those that are refused. */
export interface VerifyTask {
  readonly kind: 'verify';
  readonly source: SourceReference;
}
export interface FrameRefusal {
  readonly frame: number;
  readonly message: string;
  readonly advice: string;
  /** How its pixels differ; undefined if there were no pixels to compare. */
  readonly difference: Difference | undefined;
}

/** A proven frame, with what the renderer knows of it. */
export interface KnownFrame {
  readonly pixels: SealedPixels;
  /** [size, size] bytes: how much of each pixel is inner face. */
  readonly faceMask: Uint8Array;
  readonly landmarks: Landmarks;
}

/** Proves frames and cuts the faces out of them. */
export interface CropTask {
  readonly kind: 'crop';
  readonly source: SourceReference;
  /** Of each frame, from its pixels to those of its crop. */
  readonly transforms: readonly Similarity[];
  /** Pixels a side of a crop. */
  readonly side: number;
}
export interface CroppedFace {
  /** [side, side, 3] */
  readonly pixels: SealedPixels;
  /** [side, side] bytes: how much of each pixel is inner face. */
  readonly mask: Uint8Array;
}

/** Draws shots and cuts the faces out where the renderer knows them to be. */
export interface TruthTask {
  readonly kind: 'truth';
  readonly shots: readonly Shot[];
  /** Pixels a side of the frames, and of the crops. */
  readonly size: number;
  readonly side: number;
}

/** Proves frames and puts predicted faces in the place of theirs. */
export interface ConvertTask {
  readonly kind: 'convert';
  readonly source: SourceReference;
  /** Whose face is put in. */
  readonly target: Identity;
  /** Pictures [frames, side, side, 3] to put in, one version of every frame for each entry. */
  readonly versions: readonly SealedPixels[];
  /** [frames, side, side] bytes: how much of each pixel is inner face, as a network segments the crops. */
  readonly masks: Uint8Array;
  /** Of each frame, from its pixels to those of its crop. */
  readonly transforms: readonly Similarity[];
  /** Of each frame, in its pixels. */
  readonly landmarks: readonly LandmarkPoints[];
  readonly options: ConvertOptions;
}
export interface ConvertedFrames {
  /** The frame as it was filmed. */
  readonly original: SealedPixels;
  /** The frame with each version of the face in it. */
  readonly converted: readonly SealedPixels[];
  /** The frame key: what the converted frame should show, and its inner face. */
  readonly key: { readonly pixels: SealedPixels; readonly faceMask: Uint8Array };
}

export type PoolTask = FilmTask | VerifyTask | AlignTask | CropTask | TruthTask | ConvertTask;

/** What comes of one item of each kind of task. */
export interface PoolResults {
  readonly film: FilmedFrame;
  readonly verify: FrameRefusal | undefined;
  readonly align: AlignedBatch;
  readonly crop: CroppedFace;
  readonly truth: CroppedFace;
  readonly convert: ConvertedFrames;
}

/** What a worker has of its host. */
export interface PoolEnvironment {
  /** Loads what finds landmarks, with TensorFlow.js, which nothing else needs. The caller disposes of it. */
  loadLandmarkFinder(): Promise<LoadedFinder>;
  openSource(reference: SourceReference): FrameSource;
  /** Writes a frame's file into a folder. @returns its size in bytes. */
  saveFrame?(folder: string, index: number, pixels: ProvenPixels): Promise<number>;
}

type Work<Result> = (index: number) => Promise<Result> | Result;

/**
 * Makes ready for a task.
 * @param key by which pictures are sealed. @param atEnd is given what lets go of what was made ready.
 * @returns what does one item of it.
 */
export function workOn(
  task: PoolTask,
  key: Uint8Array,
  host: PoolEnvironment,
  atEnd: (end: () => unknown) => void,
): ItemWork {
  switch (task.kind) {
    case 'film':
      return film(task, key, host);
    case 'verify':
      return verify(host.openSource(task.source));
    case 'align':
      return align(task, host.openSource(task.source), key, host, atEnd);
    case 'crop':
      return crop(task, host.openSource(task.source), key);
    case 'truth':
      return truth(task, key);
    case 'convert':
      return convert(task, host.openSource(task.source), key);
  }
}

/** Aligns frames. */
function align(
  task: AlignTask,
  source: FrameSource,
  key: Uint8Array,
  host: PoolEnvironment,
  atEnd: (end: () => unknown) => void,
): ItemWork {
  const loading = task.landmarks === 'found' ? host.loadLandmarkFinder() : undefined;
  // A failure is told with the first item.
  loading?.catch(() => undefined);
  atEnd(async () => (await loading?.catch(() => undefined))?.dispose());
  return async (item, input) =>
    alignFrames(task, item, input as AlignInput, { source, key, finder: await loading });
}

const film =
  ({ plan, folder, keep }: FilmTask, key: Uint8Array, host: PoolEnvironment): Work<FilmedFrame> =>
  async (index) => {
    const frame = new VerifiedFrame(shotOf(plan, index), plan.size, keep);
    return {
      sha256: sha256Hex(pixelsOf(frame.pixels)),
      bytes: folder === undefined ? 0 : await host.saveFrame!(folder, index, frame.pixels),
      frame: keep ? known(frame, key) : undefined,
    };
  };

const verify =
  (source: FrameSource): Work<FrameRefusal | undefined> =>
  async (index) => {
    try {
      await source.read(index);
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedFrameError)) throw error;
      const { frame, message, advice, difference } = error;
      return { frame, message, advice, difference };
    }
  };

const known = ({ pixels, faceMask, landmarks }: VerifiedFrame, key: Uint8Array): KnownFrame => ({
  pixels: sealPixels(pixels, key),
  faceMask,
  landmarks,
});

const crop =
  ({ transforms, side }: CropTask, source: FrameSource, key: Uint8Array): Work<CroppedFace> =>
  async (index) => {
    const { pixels, faceMask, size } = await source.read(index, true);
    return {
      pixels: sealPixels(cropFace(pixels, transforms[index], side), key),
      mask: cropMask(faceMask, size, transforms[index], side),
    };
  };

const truth =
  ({ shots, size, side }: TruthTask, key: Uint8Array): Work<CroppedFace> =>
  (index) => {
    const { pixels, mask } = groundTruthCrop(shots[index], size, side);
    return { pixels: sealPixels(provenPixels(pixels, side, side), key), mask };
  };

function convert(task: ConvertTask, source: FrameSource, key: Uint8Array): Work<ConvertedFrames> {
  const { target, masks, transforms, landmarks, options } = task;
  const versions = task.versions.map((version) => openPixels(version, key));
  return async (index) => {
    const frame = await source.read(index, true);
    const converted = versions.map((faces) =>
      convertFrame(
        frame,
        {
          faces,
          index,
          toCrop: transforms[index],
          landmarks: landmarks[index],
          learnedMask: masks.subarray(index * faces.width ** 2, (index + 1) * faces.width ** 2),
        },
        options,
      ),
    );
    const keyFrame = new VerifiedFrame(answerKey(frame.shot, target).frame, frame.size, true);
    return {
      original: sealPixels(frame.pixels, key),
      converted: converted.map((pixels) => sealPixels(pixels, key)),
      key: { pixels: sealPixels(keyFrame.pixels, key), faceMask: keyFrame.faceMask },
    };
  };
}
