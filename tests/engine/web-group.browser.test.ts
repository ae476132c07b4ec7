import { expect, it, vi } from 'vitest';
import type { TrainingJob, TrainingReport } from '../../scripts/bench/training-job.ts';
import { webWorker } from '../../src/engine/parallel/ports.ts';
import { runGroup, usableWorkers } from '../../src/engine/parallel/worker-group.ts';

const start = () => webWorker(new Worker(new URL('./web-worker.ts', import.meta.url), { type: 'module' }));

const train = (count: number) =>
  runGroup<TrainingJob, TrainingReport>({
    worldSize: count,
    start,
    job: {
      order: 'together',
      sizes: { widths: [4, 8, 12, 16], dense: 12, identities: 2 },
      batch: 6,
      steps: 8,
      rate: 0.01,
      warmUp: 0,
    },
  });

it('a team of Web Workers takes the same steps as one', async () => {
  expect(crossOriginIsolated).toBe(true);
  const [alone] = await train(1);
  const two = await train(2);
  expect(two[0].checksum).toBe(two[1].checksum);
  alone.losses.forEach((loss, step) => {
    const sum = two.reduce((total, { losses }) => total + losses[step], 0);
    expect(Math.abs(sum - loss), `step ${step}`).toBeLessThan(1e-5);
  });
});

it('a team of Web Workers ends with the error of one', async () => {
  await expect(runGroup<string, unknown>({ worldSize: 2, start, job: 'break' })).rejects.toThrow('broken');
});

it('without shared memory there is one worker', () => {
  expect(usableWorkers(4)).toBe(4);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(usableWorkers(4)).toBe(1);
  vi.unstubAllGlobals();
});
