import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { runGroup } from '../../src/engine/parallel/worker-group.ts';
import { startThread } from '../../src/node/threads/thread.ts';
import { flopsPerImage, MEASURED } from './autoencoder.ts';
import { median, type Bench } from './bench.ts';
import type { Measurement, TrainingJob, TrainingReport } from './training-job.ts';

const BATCH = 16;
const GFLOP = (MEASURED.identities * BATCH * flopsPerImage(MEASURED)) / 1e9;
const ROUNDS = 5;
const STEPS = 10;
/** In the first ten steps the engine still compiles hot code, on a core that a worker of a group needs. */
const WARM_UP = 10;

/** Python with PyTorch, if there is one. */
const PYTHON = process.env['JANUS_PYTHON'] ?? 'python3';

const onGroup = <Result>(count: number, job: Measurement): Promise<Result[]> =>
  runGroup<Measurement, Result>({
    worldSize: count,
    start: () => nodeWorker(startThread(new URL('group-worker', import.meta.url), {})),
    job,
  });

const job = (order: TrainingJob['order']): TrainingJob => ({
  sizes: MEASURED,
  batch: BATCH,
  steps: STEPS,
  rate: 5e-5,
  warmUp: WARM_UP,
  order,
});

/**
 * Milliseconds of each step, and of its exchange of gradients and weights; of several workers, the slowest's.
 */
async function ours(
  count: number,
  order: TrainingJob['order'],
): Promise<Record<'times' | 'exchanges', number[]>> {
  const reports = await onGroup<TrainingReport>(count, job(order));
  const slowest = (what: 'times' | 'exchanges') =>
    reports[0][what].map((_, step) => Math.max(...reports.map((report) => report[what][step])));
  return { times: slowest('times'), exchanges: slowest('exchanges') };
}

/** The same in PyTorch, on so many threads; nothing if Python has none. */
async function pytorch(
  threads: number,
  order: TrainingJob['order'],
): Promise<{ version: string; times: number[] } | undefined> {
  const script = fileURLToPath(new URL('torch_step.py', import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
  try {
    await promisify(execFile)(PYTHON, ['-c', 'import torch']);
  } catch {
    return undefined;
  }
  const args = [script, ...[threads, STEPS, WARM_UP].map(String), order];
  const { stdout } = await promisify(execFile)(PYTHON, args, { env });
  return JSON.parse(stdout) as { version: string; times: number[] };
}

/**
 * A training step of the measured model on 16 + 16 images. «Alternating»: A's images and an update, then B's and
 * an update, as deepfakes/faceswap does; «joint»: the encoder sees all images at once, then one update,
 * which is the step that workers divide. Everything is measured in turns, so that a busy machine slows all
 * alike.
 */
export const trainBench: Bench = {
  name: 'train',
  about: `a training step of the face-swap autoencoder, 16 + 16 images of 64 × 64, ${GFLOP.toFixed(2)} GFLOP`,
  async run(report) {
    // More workers than images would have nothing to do.
    const cores = Math.min(availableParallelism(), MEASURED.identities * BATCH);
    const groupSizes = [...new Set([2, cores])].filter((count) => count > 1 && count <= cores);
    const all = new Map<string, number[]>();
    const add = (name: string, values: readonly number[]) =>
      all.set(name, [...(all.get(name) ?? []), ...values]);
    let version: string | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      add('matMul', await onGroup<number>(1, { kind: 'stock matMul' }));
      add('alternating 1', (await ours(1, 'alternating')).times);
      add('joint 1', (await ours(1, 'joint')).times);
      for (const count of groupSizes) {
        add(`matMul ${count}`, await onGroup<number>(count, { kind: 'stock matMul' }));
        const { times, exchanges } = await ours(count, 'joint');
        add(`joint ${count}`, times);
        add(`exchanges ${count}`, exchanges);
      }
      for (const order of ['alternating', 'joint'] as const) {
        for (const threads of [1, ...groupSizes]) {
          const torch = await pytorch(threads, order);
          if (torch === undefined) continue;
          version = torch.version;
          add(`torch ${order} ${threads}`, torch.times);
        }
      }
    }
    const ms = (name: string): number => median(all.get(name) ?? []);
    const rate = ms('matMul');
    report({ name: 'stock matMul, 512 × 512', value: rate, unit: 'GFLOP/s' });
    const reportTime = (name: string, key: string): void => {
      report({ name, value: ms(key), unit: 'ms' });
      report({ name: `${name}: work done`, value: (1000 * GFLOP) / ms(key), unit: 'GFLOP/s' });
      report({
        name: `${name} ÷ (FLOP ÷ stock matMul)`,
        value: ms(key) / ((1000 * GFLOP) / rate),
        unit: '×',
      });
    };
    reportTime('alternating, one core', 'alternating 1');
    reportTime('joint, one core', 'joint 1');
    for (const count of groupSizes) {
      const name = `${count} workers`;
      reportTime(`joint, ${name}`, `joint ${count}`);
      report({ name: `joint, ${name}: exchange`, value: ms(`exchanges ${count}`), unit: 'ms' });
      report({ name: `${name} against one`, value: ms('joint 1') / ms(`joint ${count}`), unit: '×' });
      // On a busy machine the workers wait for the slower one in most steps, but not in every one.
      const least = (key: string): number => Math.min(...all.get(key)!);
      report({
        name: `${name} against one, fastest steps`,
        value: least('joint 1') / least(`joint ${count}`),
        unit: '×',
      });
      // An upper bound for workers that share memory and clock: here each has its own matrices, and never
      // waits.
      report({
        name: `${count} stock matMuls at once against one`,
        value: (count * ms(`matMul ${count}`)) / rate,
        unit: '×',
      });
    }
    if (version === undefined) return;
    const against = (name: string, own: string, torch: string): void => {
      if (!all.has(torch)) return;
      report({ name: `PyTorch ${version}, ${name}`, value: ms(torch), unit: 'ms' });
      report({ name: `ours ÷ PyTorch, ${name}`, value: ms(own) / ms(torch), unit: '×' });
    };
    against('alternating, one thread', 'alternating 1', 'torch alternating 1');
    against('joint, one thread', 'joint 1', 'torch joint 1');
    for (const count of groupSizes)
      against(`joint, ${count} threads`, `joint ${count}`, `torch joint ${count}`);
  },
};
