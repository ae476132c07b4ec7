import type * as tf from '@tensorflow/tfjs';
import { failureOf } from '../../errors.ts';
import { TeamEnded } from './barrier.ts';
import { sharedBytes } from './shared-slots.ts';
import { ShardedWeights, slotSizes } from './sharded-weights.ts';
import type { FromWorker, Port, ToWorker } from './team.ts';

/** A worker's place in its team. */
export class Member {
  readonly rank: number;
  readonly count: number;
  readonly #port: Port;
  readonly #memory: Promise<SharedArrayBuffer>;
  #finishAsked = false;

  constructor(rank: number, count: number, port: Port, memory: Promise<SharedArrayBuffer>) {
    this.rank = rank;
    this.count = count;
    this.#port = port;
    this.#memory = memory;
  }

  /**
   * Whether the coordinator has asked for an end. It is heard while the worker is idle: a job that wants to hear it lets go now and
   * then, as with `await` of a timer.
   */
  get finishAsked(): boolean {
    return this.#finishAsked;
  }

  askToFinish(): void {
    this.#finishAsked = true;
  }

  /** Tells the coordinator something. */
  send(message: unknown): void {
    this.#port.post({ kind: 'message', message } satisfies FromWorker);
  }

  /**
   * Agrees with the others on memory in which to train these variables, the same in all; once in a member's life.
   *
   * @param says how many numbers each tells the others at a step.
   */
  async shareWeights(variables: readonly tf.Variable[], says = 0): Promise<ShardedWeights> {
    const { rank, count } = this;
    if (count === 1) return new ShardedWeights({ rank: 0, count }, variables, says);
    const bytes = sharedBytes(slotSizes(variables, count, says));
    this.#port.post({ kind: 'share', bytes } satisfies FromWorker);
    return new ShardedWeights({ rank, count, memory: await this.#memory }, variables, says);
  }
}

/** What a worker of a team does: the job its coordinator sends, whose result goes back. */
export function joinTeam(port: Port, work: (member: Member, job: unknown) => Promise<unknown>): void {
  let giveMemory: (memory: SharedArrayBuffer) => void;
  const memory = new Promise<SharedArrayBuffer>((resolve) => {
    giveMemory = resolve;
  });
  let member: Member;
  port.listen((received) => {
    const message = received as ToWorker;
    if (message.kind === 'memory') giveMemory(message.memory);
    else if (message.kind === 'finish') member.askToFinish();
    else {
      member = new Member(message.rank, message.count, port, memory);
      void run(member, message.job);
    }
  });

  async function run(member: Member, job: unknown): Promise<void> {
    try {
      port.post({ kind: 'result', result: await work(member, job) } satisfies FromWorker);
    } catch (error) {
      // The coordinator knows that the team has ended: it did so, on another's failure.
      if (error instanceof TeamEnded) return;
      port.post({ kind: 'failure', failure: failureOf(error) } satisfies FromWorker);
    }
  }
}
