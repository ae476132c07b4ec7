/** A thread that renders crop keys: of a shot's number it makes its aligned face. */
import { workerData } from 'node:worker_threads';
import { groundTruthCrop } from '../../extract/ground-truth-crop.ts';
import type { Shot } from '../../faces/shot.ts';
import { serve } from './serve.ts';

export interface KeyTask {
  readonly shots: readonly Shot[];
  /** Pixels a side of the frames, and of the crops. */
  readonly size: number;
  readonly side: number;
}

const { shots, size, side } = workerData as KeyTask;

serve((index) => groundTruthCrop(shots[index], size, side));
