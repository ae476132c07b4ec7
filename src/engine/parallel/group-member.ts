import type * as tf from '@tensorflow/tfjs';
import { failureOf, revive } from '../../errors.ts';
import { GroupEnded } from './barrier.ts';
import { answerTo, type FromWorker, type Port, type ToWorker, type Transferable } from './messages.ts';
import { fromNumbers, ScalarExchange, toNumbers, type Scalars } from './scalar-exchange.ts';
import { ShardedWeights, slotSizes } from './sharded-weights.ts';
import { sharedMemorySize } from './shared-slots.ts';

/** Settles a promise when the coordinator has answered. */
interface Pending<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker of a group, as its job sees it: its rank, what it exchanges with the other workers, and its
 * coordinator.
 */
export class GroupMember {
  readonly rank: number;
  readonly worldSize: number;
  readonly #post: (message: FromWorker, transfer?: readonly Transferable[]) => void;
  readonly #exchange: ScalarExchange | undefined;
  /** By the number of the request. */
  readonly #memories: Pending<SharedArrayBuffer>[] = [];
  readonly #deliveries: Pending<void>[] = [];
  /** What the handler threw, of a member without a group. */
  #failure: { readonly error: unknown } | undefined;
  #stopRequested = false;
  #ended = false;

  /**
   * {@link joinGroup} makes a group's members; {@link GroupMember.alone} makes one without a group.
   * @param scalars the shared memory of {@link allGatherScalars}; a group of one needs none.
   */
  constructor(
    rank: number,
    worldSize: number,
    post: (message: FromWorker, transfer?: readonly Transferable[]) => void,
    scalars?: SharedArrayBuffer,
  ) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.#post = post;
    this.#exchange = scalars && new ScalarExchange(scalars, rank, worldSize);
  }

  /**
   * The only worker, on the caller's own thread: for a page, a notebook or a test.
   * @param onMessage takes the place of the coordinator's handler. What it throws at a message that nobody
   * waits for, the member's next call throws.
   */
  static alone(onMessage: (message: unknown) => unknown = () => undefined): GroupMember {
    const member = new GroupMember(0, 1, (posted) => {
      if (posted.kind !== 'message') return;
      answerTo(posted, onMessage).then(
        (answer) => {
          if (answer !== undefined) member.receive(answer);
        },
        (error: unknown) => {
          member.#failure = { error };
        },
      );
    });
    return member;
  }

  /**
   * Whether the coordinator has asked for an early end. The request arrives while the worker is idle: a job
   * that wants to know yields to the event loop now and then, for example by awaiting a timer.
   */
  get stopRequested(): boolean {
    return this.#stopRequested;
  }

  requestStop(): void {
    this.#stopRequested = true;
  }

  /** Sends the coordinator a message, and does not wait. After the job's end it does nothing. */
  send(message: unknown): void {
    this.#expectNoFailure();
    if (!this.#ended) this.#post({ kind: 'message', message });
  }

  /**
   * Sends the coordinator a message, and waits until its handler is done with it.
   *
   * @param transfer buffers that move to the coordinator instead of being copied.
   * @throws what the handler threw; GroupEnded after the job's end.
   */
  async deliver(message: unknown, transfer?: readonly Transferable[]): Promise<void> {
    this.#expectNoFailure();
    if (this.#ended) throw new GroupEnded();
    return new Promise((resolve, reject) => {
      const id = this.#deliveries.push({ resolve, reject }) - 1;
      this.#post({ kind: 'message', message, id }, transfer);
    });
  }

  /**
   * Gathers a few numbers from all workers. Every worker must call this, as often as the others, with a
   * record of the same keys and kinds; lists must be of the same length.
   *
   * @returns the records of all workers, by rank: the same to all.
   * @throws GroupEnded; JanusError if another worker has already finished its job.
   */
  allGatherScalars<Schema extends Scalars>(scalars: Schema): Schema[] {
    this.#expectNoFailure();
    if (this.#exchange === undefined) return [scalars];
    return this.#exchange.allGather(toNumbers(scalars)).map((numbers) => fromNumbers(scalars, numbers));
  }

  /**
   * Lets the group train these variables together. Every worker must call this, with the same variables, and
   * as often: the first calls of all belong together, then the second ones, and so on. Each call gets memory
   * of its own.
   */
  async shareWeights(variables: readonly tf.Variable[]): Promise<ShardedWeights> {
    const { rank, worldSize } = this;
    if (worldSize === 1) return new ShardedWeights({ rank: 0, worldSize }, variables);
    const bytes = sharedMemorySize(slotSizes(variables, worldSize));
    const memory = await new Promise<SharedArrayBuffer>((resolve, reject) => {
      const id = this.#memories.push({ resolve, reject }) - 1;
      this.#post({ kind: 'share', id, bytes });
    });
    return new ShardedWeights({ rank, worldSize, memory }, variables);
  }

  /** Takes what the coordinator sends to a running job. */
  receive(message: Exclude<ToWorker, { kind: 'job' }>): void {
    switch (message.kind) {
      case 'memory':
        this.#memories[message.id].resolve(message.memory);
        break;
      case 'stop':
        this.requestStop();
        break;
      case 'delivered':
        this.#deliveries[message.id].resolve();
        break;
      case 'undelivered':
        this.#deliveries[message.id].reject(revive(message.failure));
    }
  }

  #expectNoFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Marks the job's end: nothing is sent from now on. */
  end(): void {
    this.#ended = true;
  }
}

/**
 * Makes this thread a worker of a group: it runs the job that the coordinator sends, and returns the result.
 */
export function joinGroup(port: Port, work: (member: GroupMember, job: unknown) => Promise<unknown>): void {
  const post = (message: FromWorker, transfer?: readonly Transferable[]): void => {
    port.post(message, transfer);
  };
  let member: GroupMember | undefined;
  port.listen((received) => {
    const message = received as ToWorker;
    if (message.kind !== 'job') {
      member?.receive(message);
      return;
    }
    member = new GroupMember(message.rank, message.worldSize, post, message.scalars);
    void run(member, message.job);
  });

  async function run(member: GroupMember, job: unknown): Promise<void> {
    try {
      const result = await work(member, job);
      member.end();
      post({ kind: 'result', result });
    } catch (error) {
      member.end();
      // The coordinator ended the group itself, because of another worker's failure.
      if (error instanceof GroupEnded) return;
      post({ kind: 'failure', failure: failureOf(error) });
    }
  }
}
