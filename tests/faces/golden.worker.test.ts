import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { differences, goldenShots } from './golden.ts';

test('a worker thread of Node draws the golden shots as recorded', async () => {
  // Node 20 ignores a loader that is given to a worker as a flag: the worker registers tsx by itself.
  const tsx = import.meta.resolve('tsx/esm/api');
  const source = new URL('./golden.node-worker.ts', import.meta.url).href;
  const worker = new Worker(`import('${tsx}').then((tsx) => (tsx.register(), import('${source}')))`, {
    eval: true,
  });
  const [drawn] = (await once(worker, 'message')) as [Record<string, string>];
  await worker.terminate();
  expect(Object.keys(drawn)).toHaveLength(goldenShots.length);
  expect(differences(drawn)).toEqual([]);
});
