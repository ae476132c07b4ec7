/** A thread that renders crop keys: it is posted a shot's number and posts its aligned face. */
import { parentPort, workerData } from 'node:worker_threads';
import { trueCrop, type TrueCrop } from '../extract/true-crop.ts';
import type { Shot } from '../faces/shot.ts';
import { failureOf, type Answer } from './worker-pool.ts';

export interface KeyTask {
  readonly shots: readonly Shot[];
  /** Pixels a side of the frames, and of the crops. */
  readonly size: number;
  readonly side: number;
}

const { shots, size, side } = workerData as KeyTask;

parentPort!.on('message', (index: number) => {
  parentPort!.postMessage(answer(index));
});

function answer(index: number): Answer<TrueCrop> {
  try {
    return { result: trueCrop(shots[index], size, side) };
  } catch (error) {
    return { error: failureOf(error) };
  }
}
