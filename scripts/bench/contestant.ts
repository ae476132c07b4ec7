import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../src/engine/backend/backend-name.ts';
import { nodeWorker } from '../../src/engine/parallel/ports.ts';
import { runGroup } from '../../src/engine/parallel/worker-group.ts';
import { startThread } from '../../src/node/threads/thread.ts';
import type { PresetName } from '../../src/train/config/names.ts';
import type { TorchTask } from './preset-networks.ts';
import type { StepJob } from './step-worker.ts';

/** Steps that were taken in one turn. */
export interface Turn {
  /** Milliseconds of each step. */
  readonly times: readonly number[];
  /** Milliseconds of the processor, all threads together, for a step. */
  readonly cpu: number;
}

/** Takes the same training steps in its own way, in turns with the others; between turns it sleeps. */
export interface Contestant {
  take(steps: number): Promise<Turn>;
  end(): Promise<void>;
}

export interface TorchContestant extends Contestant {
  readonly version: string;
}

export type StepMessage =
  | { readonly kind: 'ready'; readonly task: TorchTask }
  | { readonly kind: 'times'; readonly times: readonly number[] };

/** A preset's steps by a group of workers of ours; and what PyTorch has to do to take the same. */
export async function ourContestant(
  preset: PresetName,
  backend: BackendName,
  workers: number,
): Promise<Contestant & { readonly task: TorchTask }> {
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const ask = (steps: number): void => {
    if (steps < 0) Atomics.store(asked, 0, steps);
    else Atomics.add(asked, 0, steps);
    Atomics.notify(asked, 0);
  };
  let received: StepMessage[] = [];
  let onMessages: (messages: StepMessage[]) => void = () => undefined;
  /** The next message of every worker. */
  const next = (): Promise<StepMessage[]> => new Promise((resolve) => (onMessages = resolve));
  const first = next();
  const ended = runGroup<StepJob, undefined>({
    worldSize: workers,
    start: () => nodeWorker(startThread(new URL('step-worker', import.meta.url), asked.buffer)),
    job: { preset, backend },
    onMessage: (_, message) => {
      received.push(message as StepMessage);
      if (received.length < workers) return;
      const all = received;
      received = [];
      onMessages(all);
    },
  });
  const [ready] = (await Promise.race([first, ended])) as StepMessage[];
  if (ready.kind !== 'ready') throw new Error('A worker took steps that nobody asked for.');
  return {
    task: ready.task,
    take: async (steps) => {
      const before = process.cpuUsage();
      const turn = next();
      ask(steps);
      const messages = (await Promise.race([turn, ended])) as StepMessage[];
      const { user, system } = process.cpuUsage(before);
      const lists = messages.flatMap((message) => (message.kind === 'times' ? [message.times] : []));
      // A group's step is over when its slowest worker's is.
      const times = lists[0].map((_, step) => Math.max(...lists.map((list) => list[step])));
      return { times, cpu: (user + system) / 1000 / steps };
    },
    end: async () => {
      ask(-1);
      await ended;
    },
  };
}

/** Python with PyTorch, if there is one: the name is in JANUS_PYTHON, or else it is python3. */
const PYTHON = process.env['JANUS_PYTHON'] ?? 'python3';

/**
 * The same steps by PyTorch on so many threads; nothing where Python has no torch.
 * @param sleep whether its threads sleep at once when they wait for each other. By default they spin for a while
 * first, which is a little faster where nobody else wants the cores, and many times slower where somebody does.
 * (With OpenMP's ACTIVE they would spin without end, in our turns too.)
 */
export async function torchContestant(
  task: TorchTask,
  threads: number,
  sleep: boolean,
): Promise<TorchContestant | undefined> {
  const script = fileURLToPath(new URL('torch_step.py', import.meta.url));
  const child = spawn(PYTHON, [script, String(threads)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...(sleep && { OMP_WAIT_POLICY: 'PASSIVE' }) },
  });
  // Where there is no such command, the output ends at once, as it does where there is no torch.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async <Value>(question: string): Promise<Value | undefined> => {
    child.stdin.write(`${question}\n`);
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    return line.done === true ? undefined : (JSON.parse(line.value) as Value);
  };
  const ready = await answer<{ version: string }>(JSON.stringify(task));
  if (ready === undefined) return undefined;
  return {
    version: ready.version,
    take: async (steps) => {
      const turn = await answer<{ times: number[]; cpu: number }>(String(steps));
      if (turn === undefined) throw new Error('PyTorch ended in the middle of the benchmark.');
      return { times: turn.times, cpu: turn.cpu / steps };
    },
    end: () =>
      new Promise((resolve) => {
        child.on('close', resolve);
        child.stdin.end();
      }),
  };
}
