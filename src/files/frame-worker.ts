/** A thread that films or verifies frames of one clip: it is posted a frame's number and posts an answer. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { frameFile, sha256Hex, shotOf, type ClipPlan, type Manifest } from '../clips/manifest.ts';
import { RefusedFrameError, VerifiedFrame, type Difference } from '../clips/verify.ts';
import { JanusError } from '../errors.ts';
import { readFrame } from './clip-folder.ts';
import { encodePng } from './png.ts';
import type { Answer } from './worker-pool.ts';

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
/** What the worker is told when it starts. */
export type FrameTask = FilmTask | VerifyTask;

/** A frame that was filmed. */
export interface FilmedFrame {
  /** SHA-256 of its pixels. */
  readonly sha256: string;
  /** Size of its file. */
  readonly bytes: number;
  /** RGB, if they were asked for. */
  readonly pixels: Uint8Array | undefined;
}

/** A frame that was refused, and why. */
export interface Refusal {
  readonly frame: number;
  readonly message: string;
  readonly advice: string;
  /** How its pixels differ; undefined if there were no pixels to compare. */
  readonly difference: Difference | undefined;
}

// One thread a core renders already: sharp's own would only get in their way.
sharp.concurrency(1);

const task = workerData as FrameTask;
const port = parentPort!;

port.on('message', (index: number) => {
  void answer(index).then((message) => {
    port.postMessage(message);
  });
});

async function answer(index: number): Promise<Answer<FilmedFrame | Refusal | undefined>> {
  try {
    return { result: task.task === 'film' ? await film(index, task) : await verify(index, task) };
  } catch (error) {
    const { message, stack = '', code } = error as NodeJS.ErrnoException;
    return { error: { message, stack, code, advice: error instanceof JanusError ? error.advice : '' } };
  }
}

async function film(index: number, { plan, folder, keepPixels }: FilmTask): Promise<FilmedFrame> {
  const { pixels, size } = new VerifiedFrame(shotOf(plan, index), plan.size);
  const png = await encodePng(pixels, size, size);
  await writeFile(join(folder, frameFile(index)), png);
  return { sha256: sha256Hex(pixels), bytes: png.length, pixels: keepPixels ? pixels : undefined };
}

/** Why the frame is refused, or nothing. */
async function verify(index: number, { manifest, folder }: VerifyTask): Promise<Refusal | undefined> {
  try {
    await readFrame(folder, manifest, index);
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusedFrameError)) throw error;
    const { frame, message, advice, difference } = error;
    return { frame, message, advice, difference };
  }
}
