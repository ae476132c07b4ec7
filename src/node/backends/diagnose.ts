import type { BackendName, BackendOption } from '../../engine/backend/backend-name.ts';
import { inOneLine, unavailable, type Activation } from '../../engine/backend/candidate.ts';
import { chooseBackend, surveyBackends, type BackendChoice } from '../../engine/backend/choose-backend.ts';
import { testSpeed, type Speed } from '../../engine/backend/speed-test.ts';
import { nodeWorker } from '../../engine/parallel/ports.ts';
import { runGroup, usableWorkers } from '../../engine/parallel/worker-group.ts';
import { thisMachine, versions, type Machine, type Versions } from './machine.ts';
import { nodeBackends } from './node-backends.ts';
import { loadSharp } from '../media/sharp.ts';
import { startThread } from '../threads/thread.ts';

/** Seconds that the speed test takes. */
const SECONDS = 2;

export interface DiagnoseOptions {
  readonly backend: BackendOption;
  /** Threads; 0: one for each core. */
  readonly workers: number;
  /** Called once the backend is chosen. */
  readonly onChoice: (choice: BackendChoice) => void;
  /** Called with how much of the speed test is over, from 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/** Everything that affects how well Janus trains on this machine. */
export interface Diagnosis {
  readonly versions: Versions;
  readonly machine: Machine;
  /** In order of preference. */
  readonly backends: readonly (Activation & { readonly name: BackendName })[];
  readonly choice: BackendChoice;
  /** Whether pictures can be read and written. */
  readonly pictures: Activation;
  /** How many threads the speed test ran on. */
  readonly workers: number;
  /** The speed of all threads together. */
  readonly speed: Speed;
}

/**
 * Examines the machine, tries every backend, and trains for two seconds on the one that is chosen.
 *
 * @throws as `chooseBackend` does
 */
export async function diagnose({
  backend,
  workers,
  onChoice,
  onProgress,
}: DiagnoseOptions): Promise<Diagnosis> {
  const machine = thisMachine();
  const candidates = nodeBackends();
  const backends = await surveyBackends(candidates);
  const choice = await chooseBackend(candidates, backend);
  onChoice(choice);
  // The others use all of the machine by themselves.
  const count = choice.name === 'wasm' ? usableWorkers(workers || machine.usableCores) : 1;
  const report = (done: number): void => {
    onProgress(done / SECONDS);
  };
  const speed = count === 1 ? await testSpeed(SECONDS, report) : await groupSpeed(count, report);
  const pictures = await surveyPictures();
  return { versions: versions(), machine, backends, choice, pictures, workers: count, speed };
}

const surveyPictures = (): Promise<Activation> =>
  loadSharp().then(
    ({ versions }) => ({ runs: true, why: `sharp ${versions.sharp}` }),
    (error: unknown) =>
      unavailable(inOneLine((error as Error).cause), 'npm install --include=optional sharp'),
  );

/** The speed of several threads that train at the same time. */
async function groupSpeed(count: number, report: (done: number) => void): Promise<Speed> {
  const speeds = await runGroup<number, Speed>({
    worldSize: count,
    start: () => nodeWorker(startThread(new URL('../threads/speed-worker', import.meta.url))),
    job: SECONDS,
    onMessage: (_, done) => {
      report(done as number);
    },
  });
  const sum = (of: (speed: Speed) => number): number => speeds.reduce((total, speed) => total + of(speed), 0);
  return {
    steps: sum(({ steps }) => steps),
    seconds: sum(({ seconds }) => seconds) / count,
    stepsPerSecond: sum(({ stepsPerSecond }) => stepsPerSecond),
    gflops: sum(({ gflops }) => gflops),
  };
}
