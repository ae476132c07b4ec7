import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { runPool } from '../../src/engine/parallel/work-pool.ts';
import { usableCores } from '../../src/node/backends/cores.ts';
import { startThread } from '../../src/node/threads/thread.ts';
import { logProgress } from './log-progress.ts';

/** Records of one size, each rendered by a thread of its own. */
export interface Records {
  /** The thread's module, without its ending: it answers each item with the bytes of a record. */
  readonly thread: URL;
  readonly task: unknown;
  readonly count: number;
  /** Bytes of a record. */
  readonly size: number;
  /** What they are, in the progress. */
  readonly what: string;
}

/** Renders records into a file, on all cores. It has its name once it is whole. */
export async function renderFile(path: string, { thread, task, count, size, what }: Records): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  const file = await open(temporary, 'w');
  const report = logProgress(what, count);
  const writes: Promise<unknown>[] = [];
  try {
    await runPool({
      start: () => nodeWorker(startThread(thread)),
      workers: usableCores(),
      task,
      items: count,
      onResult: (index, record) => {
        writes.push(file.write(record as Uint8Array, 0, size, index * size));
        report(writes.length);
      },
    });
    await Promise.all(writes);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
