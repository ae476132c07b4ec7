import { parentPort } from 'node:worker_threads';
import { failureOf } from '../../errors.ts';
import type { Answer } from './worker-pool.ts';

/** A worker thread's part in `runWorkers`: it does the items that it is posted one after another, and answers each of them in turn. */
export function serve<Result>(work: (item: number) => Promise<Result> | Result): void {
  const port = parentPort!;
  let last = Promise.resolve();
  port.on('message', (item: number) => {
    last = last.then(async () => {
      port.postMessage(await answer(item));
    });
  });

  async function answer(item: number): Promise<Answer<Result>> {
    try {
      return { result: await work(item) };
    } catch (error) {
      return { error: failureOf(error) };
    }
  }
}
