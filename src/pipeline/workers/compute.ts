import { chooseBackend, type BackendChoice } from '../../engine/backend/choose-backend.ts';
import type { BackendName, BackendOption } from '../../engine/backend/backend-name.ts';
import { usableWorkers } from '../../engine/parallel/worker-group.ts';
import { InputError } from '../../errors.ts';
import type { ModelSize } from '../../train/autoencoder.ts';
import type { StepConfig } from '../../train/config/config.ts';
import { presets } from '../../train/models/index.ts';
import type { PresetName } from '../../train/config/names.ts';
import type { Host } from '../host.ts';

/** The backend and the number of threads of a training. */
export interface Compute {
  readonly backend: BackendName;
  readonly workers: number;
}

export interface ComputeOptions {
  readonly backend: BackendOption;
  /** Threads; 0: `usual`. */
  readonly workers: number;
  /** Threads if there is memory for them; one for each core if left out. */
  readonly usual?: number;
  readonly onBackend?: ((choice: BackendChoice, workers: number) => void) | undefined;
  /** Called if there is memory for fewer threads than the usual. */
  readonly onWarning?: ((what: string) => void) | undefined;
}

/**
 * Chooses the backend and the number of workers of a training. Only the `wasm` backend trains with several:
 * others use all of the machine by themselves.
 * @throws as `chooseBackend`; InputError if the memory that the host may use will not do: see
 * {@link trainingBytes}.
 */
export async function chooseCompute(
  host: Host,
  preset: PresetName,
  people: number,
  step: Pick<StepConfig, 'batch' | 'update'>,
  { backend, workers: wanted, usual = host.cores, onBackend, onWarning }: ComputeOptions,
): Promise<Compute> {
  const choice = await chooseBackend(await host.backends(), backend);
  if (choice.name !== 'wasm') {
    onBackend?.(choice, 1);
    return { backend: choice.name, workers: 1 };
  }
  const { batch } = step;
  const bytes = (count: number) => trainingBytes(presets[preset].size, people, step, count);
  // No more workers than a step has images.
  const most = usableWorkers(Math.min(wanted || usual, people * batch));
  let workers = most;
  while (workers > 1 && wanted === 0 && bytes(workers) > host.memory) workers--;
  if (bytes(workers) > host.memory) {
    throw new InputError(
      `${preset} with ${batch} images of each person in a step takes about ${gigabytes(bytes(workers))} on ${threads(workers)}, and this process may use ${gigabytes(host.memory)}.`,
      workers > 1
        ? 'Take fewer threads (workers), such as 1, or fewer images (batch).'
        : 'Take a smaller preset, such as lightweight, or fewer images (batch).',
    );
  }
  if (workers < most) {
    onWarning?.(
      `${preset} would take about ${gigabytes(bytes(most))} on ${threads(most)}, and this process may use ${gigabytes(host.memory)}: it trains on ${threads(workers)}.`,
    );
  }
  onBackend?.(choice, workers);
  return { backend: choice.name, workers };
}

/**
 * A process with one thread that trains almost nothing, and each further thread, in bytes; measured in Node.
 */
const PROCESS_BYTES = 450e6;
const THREAD_BYTES = 130e6;

/** How many threads that compute with TensorFlow.js there is memory for: one for each core at the most. */
export const threadsInMemory = ({ cores, memory }: Pick<Host, 'cores' | 'memory'>): number =>
  Math.max(1, Math.min(cores, 1 + Math.floor((memory - PROCESS_BYTES) / THREAD_BYTES)));
/**
 * How many copies of all weights are in memory: for all workers together (Adam's moments, and the copies of a
 * checkpoint while it is written), and for each worker (weights, gradients, and what workers exchange).
 * Fitted to trainings of `original` with one worker and with two.
 */
const WEIGHT_COPIES = 5.5;
const WEIGHT_COPIES_PER_WORKER = 4.5;
/**
 * In alternating updates, every person has moments of the shared weights: so many numbers are in memory for
 * each of these weights and each further person. Two moments, and as many again while a checkpoint is written.
 */
const FURTHER_MOMENTS = 4;

/**
 * An estimate of the bytes that a training takes at its peak, on the `wasm` backend.
 */
export function trainingBytes(
  size: ModelSize,
  people: number,
  { batch, update }: Pick<StepConfig, 'batch' | 'update'>,
  workers: number,
): number {
  const weights = 4 * (size.shared + people * size.perPerson);
  const further = update === 'alternating' ? 4 * (people - 1) * size.shared : 0;
  return (
    PROCESS_BYTES +
    workers * THREAD_BYTES +
    weights * (WEIGHT_COPIES + workers * WEIGHT_COPIES_PER_WORKER) +
    further * FURTHER_MOMENTS +
    people * batch * size.imageBytes
  );
}

/** As `wasm with 2 threads`. */
export const describeCompute = ({ backend, workers }: Compute): string =>
  `${backend} with ${threads(workers)}`;

const threads = (count: number): string => `${count} ${count === 1 ? 'thread' : 'threads'}`;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
