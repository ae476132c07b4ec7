import { availableParallelism } from 'node:os';
import type { PresetName } from '../../src/train/names.ts';
import { median, type Bench, type Figure } from './bench.ts';
import { ourContestant, torchContestant, type TorchContestant, type Turn } from './contestant.ts';
import type { TorchTask } from './preset-networks.ts';

const PRESETS = ['lightweight', 'classroom'] as const satisfies readonly PresetName[];
/** In the first steps the engine still compiles hot code, on a core that a worker of a group needs. */
const WARM_UP = 30;
const ROUNDS = 25;
/** Steps of a turn: few, so that a busy machine slows all contestants alike. */
const STEPS = 4;

type Report = (figure: Figure) => void;

/**
 * A preset's real training step, `Trainer.step` at the preset's own batch: sampling, augmentation, loss
 * weights, forward and backward pass, Adam. On one core, and on two by a group of workers; beside the same
 * step in PyTorch on as many threads, in turns.
 */
export const trainBench: Bench = {
  name: 'train',
  about: "a training step of a preset at its own batch, ours and PyTorch's in turns",
  async run(report) {
    let found = false;
    for (const preset of PRESETS) {
      for (const workers of availableParallelism() > 1 ? [1, 2] : [1]) {
        found = (await compare(preset, workers, report)) || found;
      }
    }
    if (!found)
      process.stderr.write(
        'PyTorch is not measured: python3 has no torch, and JANUS_PYTHON names no other.\n',
      );
  },
};

/** @returns whether there is a PyTorch to compare with. */
async function compare(preset: PresetName, workers: number, report: Report): Promise<boolean> {
  const ours = await ourContestant(preset, 'wasm', workers);
  await ours.take(WARM_UP);
  const torch = await fasterTorch(ours.task, workers);
  const contestants = torch === undefined ? [ours] : [ours, torch];
  const turns = contestants.map((): Turn[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries()) turns[i].push(await contestant.take(STEPS));
  }
  for (const contestant of contestants) await contestant.end();

  const name = `${preset}, ${workers === 1 ? 'one core' : `${workers} cores`}`;
  const [own, other] = turns.map(summarize);
  report({ name, value: own.step, unit: 'ms' });
  if (torch === undefined) return false;
  report({ name: `${name}: PyTorch ${torch.version}`, value: other.step, unit: 'ms' });
  report({ name: `${name}: ours ÷ PyTorch`, value: own.step / other.step, unit: '×' });
  report({ name: `${name}: of the fastest tenth`, value: own.fastest / other.fastest, unit: '×' });
  report({ name: `${name}: of the processor's time`, value: own.cpu / other.cpu, unit: '×' });
  return true;
}

/** PyTorch, warmed up, with its threads waiting in the way that is faster on this machine at this moment. */
async function fasterTorch(task: TorchTask, threads: number): Promise<TorchContestant | undefined> {
  // A single thread waits for nobody.
  const ways = threads === 1 ? (['ACTIVE'] as const) : (['ACTIVE', 'PASSIVE'] as const);
  let fastest: { readonly torch: TorchContestant; readonly step: number } | undefined;
  for (const way of ways) {
    const torch = await torchContestant(task, threads, way);
    if (torch === undefined) return undefined;
    const { step } = summarize([await torch.take(WARM_UP)]);
    if (fastest === undefined || step < fastest.step) {
      await fastest?.torch.end();
      fastest = { torch, step };
    } else {
      await torch.end();
    }
  }
  return fastest?.torch;
}

/** Of all steps: the median time, the time that a tenth of them stay under, and the processor's time. */
interface Summary {
  readonly step: number;
  /** On a busy machine most steps wait for a core; the fastest of many did not. */
  readonly fastest: number;
  readonly cpu: number;
}

function summarize(turns: readonly Turn[]): Summary {
  const times = turns.flatMap((turn) => turn.times).toSorted((a, b) => a - b);
  return {
    step: median(times),
    fastest: times[Math.floor(times.length / 10)],
    cpu: median(turns.map(({ cpu }) => cpu)),
  };
}
