/** Squares numbers, some of them slowly; knows no square of 13, and dies of 17. */
import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';
import { servePool } from '../../../src/engine/parallel/work-pool.ts';
import { InputError } from '../../../src/errors.ts';

servePool(nodeParent(parentPort!), (power) => async (item) => {
  await setTimeout(item % 3);
  if (item === 13) throw new InputError('13 has no square.', 'Take 12.');
  if (item === 17) process.exit(3);
  return item ** (power as number);
});
