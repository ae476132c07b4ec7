import type { ClipPlan } from '../../clips/manifest.ts';
import type { SealedPixels } from '../../clips/sealed-pixels.ts';
import type { Difference } from '../../clips/verify.ts';
import type { ConvertOptions } from '../../convert/convert-frame.ts';
import type { LandmarkPoints } from '../../extract/landmark-points.ts';
import type { Similarity } from '../../extract/similarity.ts';
import type { Identity } from '../../faces/shot/identity.ts';
import type { Landmarks } from '../../faces/landmarks.ts';
import type { Shot } from '../../faces/shot/shot.ts';
import type { SourceReference } from '../frame-source.ts';
import type { AlignedBatch, AlignTask } from './align-frames.ts';

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

/** Predicted faces of a clip. */
export interface SealedVersion {
  /** [frames, side, side, 3] */
  readonly pixels: SealedPixels;
  /** [frames, side, side] bytes: how much of each pixel the decoder wants to replace, if it paints α. */
  readonly alpha: Uint8Array | undefined;
}

/** Proves frames and puts predicted faces in the place of theirs. */
export interface ConvertTask {
  readonly kind: 'convert';
  readonly source: SourceReference;
  /** Whose face is put in. */
  readonly target: Identity;
  /** Faces to put in, one version of every frame for each entry. */
  readonly versions: readonly SealedVersion[];
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
