import type * as tf from '@tensorflow/tfjs';
import { failureOf } from '../../errors.ts';
import { GroupEnded } from './barrier.ts';
import { sharedMemorySize } from './shared-slots.ts';
import { ShardedWeights, slotSizes } from './sharded-weights.ts';
import type { FromWorker, Port, ToWorker } from './worker-group.ts';

/** A worker's place in its team. */
export class GroupMember {
  readonly rank: number;
  readonly worldSize: number;
  readonly #port: Port;
  readonly #memory: Promise<SharedArrayBuffer>;
  #finishAsked = false;

  constructor(rank: number, worldSize: number, port: Port, memory: Promise<SharedArrayBuffer>) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.#port = port;
    this.#memory = memory;
  }

  /**
   * Whether the coordinator has asked for an end. It is heard while the worker is idle: a job that wants to hear it lets go now and
   * then, as with `await` of a timer.
   */
  get stopRequested(): boolean {
    return this.#finishAsked;
  }

  requestStop(): void {
    this.#finishAsked = true;
  }

  /** Tells the coordinator something. */
  send(message: unknown): void {
    this.#port.post({ kind: 'message', message } satisfies FromWorker);
  }

  /**
   * Agrees with the others on memory in which to train these variables, the same in all; once in a member's life.
   *
   * @param scalars how many numbers each tells the others at a step.
   */
  async shareWeights(variables: readonly tf.Variable[], scalars = 0): Promise<ShardedWeights> {
    const { rank, worldSize } = this;
    if (worldSize === 1) return new ShardedWeights({ rank: 0, worldSize }, variables, scalars);
    const bytes = sharedMemorySize(slotSizes(variables, worldSize, scalars));
    this.#port.post({ kind: 'share', bytes } satisfies FromWorker);
    return new ShardedWeights({ rank, worldSize, memory: await this.#memory }, variables, scalars);
  }
}

/** What a worker of a team does: the job its coordinator sends, whose result goes back. */
export function joinGroup(port: Port, work: (member: GroupMember, job: unknown) => Promise<unknown>): void {
  let giveMemory: (memory: SharedArrayBuffer) => void;
  const memory = new Promise<SharedArrayBuffer>((resolve) => {
    giveMemory = resolve;
  });
  let member: GroupMember;
  port.listen((received) => {
    const message = received as ToWorker;
    if (message.kind === 'memory') giveMemory(message.memory);
    else if (message.kind === 'finish') member.requestStop();
    else {
      member = new GroupMember(message.rank, message.worldSize, port, memory);
      void run(member, message.job);
    }
  });

  async function run(member: GroupMember, job: unknown): Promise<void> {
    try {
      port.post({ kind: 'result', result: await work(member, job) } satisfies FromWorker);
    } catch (error) {
      // The coordinator knows that the team has ended: it did so, on another's failure.
      if (error instanceof GroupEnded) return;
      port.post({ kind: 'failure', failure: failureOf(error) } satisfies FromWorker);
    }
  }
}
