import { expect, it, vi } from 'vitest';
import type { TrainingJob, TrainingReport } from '../training-job.ts';
import { webWorker } from '../../../src/engine/parallel/ports.ts';
import { runGroup, usableWorkers } from '../../../src/engine/parallel/worker-group.ts';

const start = () => webWorker(new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' }));

const train = (count: number) =>
  runGroup<TrainingJob, TrainingReport>({
    worldSize: count,
    start,
    job: {
      order: 'joint',
      sizes: { widths: [4, 8, 12, 16], dense: 12, identities: 2 },
      batch: 6,
      steps: 8,
      rate: 0.01,
    },
  });

it('a group of Web Workers takes the same steps as one', async () => {
  expect(crossOriginIsolated).toBe(true);
  const [alone] = await train(1);
  const two = await train(2);
  expect(two[0].checksum).toBe(two[1].checksum);
  alone.losses.forEach((loss, step) => {
    const sum = two.reduce((total, { losses }) => total + losses[step], 0);
    expect(Math.abs(sum - loss), `step ${step}`).toBeLessThan(1e-5);
  });
});

it('a group of Web Workers ends with the error of one', async () => {
  await expect(runGroup<string, unknown>({ worldSize: 2, start, job: 'break' })).rejects.toThrow('broken');
});

it('without shared memory a group has one worker, which takes the same steps', async () => {
  const [alone] = await train(1);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  try {
    expect(usableWorkers(4)).toBe(1);
    const reports = await train(4);
    expect(reports.map(({ checksum }) => checksum)).toEqual([alone.checksum]);
  } finally {
    vi.unstubAllGlobals();
  }
});

it('a message moves its buffers, and waits for its handler', async () => {
  const lengths: number[] = [];
  const results = await runGroup<string, number>({
    worldSize: 1,
    start,
    job: 'deliver',
    onMessage: async (_, message) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      lengths.push((message as ArrayBuffer).byteLength);
    },
  });
  expect(results).toEqual([0]); // bytes left in the worker
  expect(lengths).toEqual([8]);
});
