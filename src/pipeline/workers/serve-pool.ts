import type { Port } from '../../engine/parallel/messages.ts';
import { failureOf } from '../../errors.ts';
import type { FromPoolWorker, ToPoolWorker } from './pool.ts';
import { workOn, type PoolEnvironment } from './pool-tasks.ts';

/** A worker's part in `runPool`: it does the items that it is sent one after another, and answers each of them in turn. */
export function servePool(port: Port, host: PoolEnvironment): void {
  let work: (index: number) => unknown;
  let last = Promise.resolve();
  port.listen((received) => {
    const message = received as ToPoolWorker;
    last = last.then(async () => {
      if (message.kind === 'item') {
        port.post(await answer(() => work(message.index)));
        return;
      }
      try {
        work = workOn(message.task, message.key, host);
      } catch (error) {
        work = () => {
          throw error;
        };
      }
    });
  });
}

async function answer(work: () => unknown): Promise<FromPoolWorker> {
  try {
    return { result: await work() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
