import { expect, test } from 'vitest';
import { differences, goldenShots } from './golden.ts';

test('a Web Worker draws the golden shots as recorded', async () => {
  const worker = new Worker(new URL('./golden.web-worker.ts', import.meta.url), { type: 'module' });
  const drawn = await new Promise<Record<string, string>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Record<string, string>>) => {
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      reject(new Error(message));
    };
  });
  worker.terminate();
  expect(Object.keys(drawn)).toHaveLength(goldenShots.length);
  expect(differences(drawn)).toEqual([]);
});
