import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { runPool } from '../../src/engine/parallel/work-pool.ts';
import { usableCores } from '../../src/node/backends/cores.ts';
import { startThread } from '../../src/node/threads/thread.ts';
import { FACE_BYTES, type FaceTask } from './face-bytes.ts';
import { logProgress } from './log-progress.ts';

/** Renders faces into a file, on all cores. @param what says in the progress which faces they are. */
export async function renderFaces(path: string, task: FaceTask, count: number, what: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  const file = await open(temporary, 'w');
  const report = logProgress(what, count);
  const writes: Promise<unknown>[] = [];
  try {
    await runPool({
      start: () => nodeWorker(startThread(new URL('face-worker', import.meta.url))),
      workers: usableCores(),
      task,
      items: count,
      onResult: (index, face) => {
        writes.push(file.write(face as Uint8Array, 0, FACE_BYTES, index * FACE_BYTES));
        report(writes.length);
      },
    });
    await Promise.all(writes);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
