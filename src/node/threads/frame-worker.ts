/** A thread that films, verifies or looks at frames of one clip, each named by its number. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { frameFile, sha256Hex, shotOf, type ClipPlan, type Manifest } from '../../clips/manifest.ts';
import { RefusedFrameError, VerifiedFrame, type Difference } from '../../clips/verify.ts';
import { warpAffine } from '../../extract/crop.ts';
import type { Similarity } from '../../extract/similarity.ts';
import type { Landmarks } from '../../faces/landmarks.ts';
import { readFrame } from '../disk/clip-folder.ts';
import { encodePng } from '../media/png.ts';
import { serve } from './serve.ts';

interface FilmTask {
  readonly task: 'film';
  readonly plan: ClipPlan;
  readonly folder: string;
  /** Whether the pixels are to be sent back, for a video. */
  readonly keepPixels: boolean;
}
interface VerifyTask {
  readonly task: 'verify';
  readonly manifest: Manifest;
  readonly folder: string;
}
interface LookTask {
  readonly task: 'look';
  readonly manifest: Manifest;
  readonly folder: string;
}
/** Faces are cut out of verified frames. */
interface CropTask {
  readonly task: 'crop';
  readonly manifest: Manifest;
  readonly folder: string;
  /** Of each frame, from its pixels to those of its crop. */
  readonly transforms: readonly Similarity[];
  /** Pixels a side of a crop. */
  readonly side: number;
}
/** What the worker is told when it starts. */
export type FrameTask = FilmTask | VerifyTask | LookTask | CropTask;

/** A frame that was filmed. */
export interface FilmedFrame {
  /** SHA-256 of its pixels. */
  readonly sha256: string;
  /** Size of its file. */
  readonly bytes: number;
  /** RGB, if they were asked for. */
  readonly pixels: Uint8Array | undefined;
}

/** A verified frame, and where its landmarks truly are. */
export interface SeenFrame {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly landmarks: Landmarks;
}

/** A face cut out of a verified frame. */
export interface CroppedFace {
  /** [side, side, 3] */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** [side, side]: how much of each pixel is inner face. */
  readonly mask: Uint8Array<ArrayBuffer>;
}

/** A frame that was refused, and why. */
export interface FrameRefusal {
  readonly frame: number;
  readonly message: string;
  readonly advice: string;
  /** How its pixels differ; undefined if there were no pixels to compare. */
  readonly difference: Difference | undefined;
}

const task = workerData as FrameTask;

serve(work);

function work(index: number): Promise<FilmedFrame | FrameRefusal | SeenFrame | CroppedFace | undefined> {
  switch (task.task) {
    case 'film':
      return film(index, task);
    case 'verify':
      return verify(index, task);
    case 'look':
      return look(index, task);
    case 'crop':
      return crop(index, task);
  }
}

async function film(index: number, { plan, folder, keepPixels }: FilmTask): Promise<FilmedFrame> {
  const { pixels, size } = new VerifiedFrame(shotOf(plan, index), plan.size);
  const png = await encodePng(pixels, size, size);
  await writeFile(join(folder, frameFile(index)), png);
  return { sha256: sha256Hex(pixels), bytes: png.length, pixels: keepPixels ? pixels : undefined };
}

/** Why the frame is refused, or nothing. */
async function verify(index: number, { manifest, folder }: VerifyTask): Promise<FrameRefusal | undefined> {
  try {
    await readFrame(folder, manifest, index);
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusedFrameError)) throw error;
    const { frame, message, advice, difference } = error;
    return { frame, message, advice, difference };
  }
}

async function look(index: number, { manifest, folder }: LookTask): Promise<SeenFrame> {
  const { pixels, truth } = await readFrame(folder, manifest, index, true);
  return { pixels, landmarks: truth.landmarks };
}

async function crop(index: number, { manifest, folder, transforms, side }: CropTask): Promise<CroppedFace> {
  const { pixels, truth, size } = await readFrame(folder, manifest, index, true);
  return {
    pixels: new Uint8Array(warpAffine(pixels, size, 3, transforms[index], side).map(Math.round)),
    mask: new Uint8Array(warpAffine(truth.faceMask, size, 1, transforms[index], side).map(Math.round)),
  };
}
