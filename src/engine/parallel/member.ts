import type * as tf from '@tensorflow/tfjs';
import { JanusError } from '../../errors.ts';
import { TeamEnded } from './barrier.ts';
import { GradientSum, sharedBytes } from './gradient-sum.ts';
import type { FromWorker, Port, ToWorker } from './team.ts';

/** A worker's place in its team. */
export class Member {
  readonly rank: number;
  readonly count: number;
  readonly #port: Port;
  readonly #memory: Promise<SharedArrayBuffer>;

  constructor(rank: number, count: number, port: Port, memory: Promise<SharedArrayBuffer>) {
    this.rank = rank;
    this.count = count;
    this.#port = port;
    this.#memory = memory;
  }

  /** Tells the coordinator something. */
  send(message: unknown): void {
    this.#port.post({ kind: 'message', message } satisfies FromWorker);
  }

  /** Agrees with the others on memory for the gradients of these variables, the same in all; once in a member's life. */
  async shareGradients(variables: readonly tf.Variable[]): Promise<GradientSum> {
    const { rank, count } = this;
    if (count === 1) return new GradientSum({ rank, count }, variables);
    this.#port.post({ kind: 'share', bytes: sharedBytes(variables, count) } satisfies FromWorker);
    return new GradientSum({ rank, count, memory: await this.#memory }, variables);
  }
}

/** What a worker of a team does: the job its coordinator sends, whose result goes back. */
export function joinTeam(port: Port, work: (member: Member, job: unknown) => Promise<unknown>): void {
  let giveMemory: (memory: SharedArrayBuffer) => void;
  const memory = new Promise<SharedArrayBuffer>((resolve) => {
    giveMemory = resolve;
  });
  port.listen((received) => {
    const message = received as ToWorker;
    if (message.kind === 'memory') giveMemory(message.memory);
    else void run(new Member(message.rank, message.count, port, memory), message.job);
  });

  async function run(member: Member, job: unknown): Promise<void> {
    try {
      port.post({ kind: 'result', result: await work(member, job) } satisfies FromWorker);
    } catch (error) {
      // The coordinator knows that the team has ended: it did so, on another's failure.
      if (error instanceof TeamEnded) return;
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      const advice = error instanceof JanusError ? error.advice : '';
      port.post({ kind: 'failure', message, advice, stack } satisfies FromWorker);
    }
  }
}
