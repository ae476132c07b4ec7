/** Squares numbers, some of them slowly; knows no square of 13. */
import { setTimeout } from 'node:timers/promises';
import { InputError } from '../../../src/errors.ts';
import { serve } from '../../../src/node/threads/serve.ts';

serve(async (item) => {
  await setTimeout(item % 3);
  if (item === 13) throw new InputError('13 has no square.', 'Take 12.');
  return item ** 2;
});
