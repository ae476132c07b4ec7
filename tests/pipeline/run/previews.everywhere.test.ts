import { expect, test } from 'vitest';
import { readMetrics } from '../../../src/pipeline/run/metrics.ts';
import { expectOwnPreviews, previewsOf, readPreview } from '../../../src/pipeline/run/previews.ts';
import { validationEvent, written } from './training-log.ts';

test('a made-up preview is refused by its file, and so is one of another step', async () => {
  const run = await written(validationEvent(0), validationEvent(2));
  const metrics = await readMetrics(run);
  const [first, second] = await previewsOf(run);
  const original = await run.read(first.path, 2 ** 24);
  expect(await readPreview(run, first, metrics)).toEqual(original);
  const madeUp = original.slice();
  madeUp[1000] ^= 1;
  for (const bytes of [madeUp, await run.read(second.path, 2 ** 24), new Uint8Array()]) {
    await run.write(first.path, bytes);
    await expect(expectOwnPreviews(run)).rejects.toThrow('step-00000000.png is not the preview');
    await expect(readPreview(run, first, metrics)).rejects.toMatchObject({
      name: 'InputError',
      message: 'previews/step-00000000.png is not the preview that the run has written.',
      advice: 'Put the original back, or remove it.',
    });
  }
});
