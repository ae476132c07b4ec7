import { availableParallelism } from 'node:os';
import type { PresetName } from '../../src/train/config/names.ts';
import { median } from '../statistics.ts';
import type { Bench, Figure } from './bench.ts';
import { ourContestant, torchContestant, type TorchContestant, type Turn } from './contestant.ts';
import type { TorchTask } from './preset-networks.ts';

/** How often a preset's step is taken. */
interface Pace {
  /** In the first steps the engine still compiles hot code, on a core that a worker of a group needs. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Steps of a turn: few, so that a busy machine slows all contestants alike. */
  readonly steps: number;
}
const USUAL: Pace = { warmUp: 30, rounds: 25, steps: 4 };

/** The presets with a step of their own: that of an ablation costs what it costs without. */
const PACES = {
  thumbnail: USUAL,
  lightweight: USUAL,
  classroom: USUAL,
} as const satisfies Partial<Record<PresetName, Pace>>;
/** A step takes a minute or so. */
const ORIGINAL = { original: { warmUp: 1, rounds: 3, steps: 1 } } as const;

type Report = (figure: Figure) => void;

/**
 * A preset's real training step, `Trainer.step` at the preset's own batch: sampling, augmentation, loss
 * weights, forward and backward pass, Adam. On one core, and on two by a group of workers; beside the same
 * step in PyTorch on as many threads, in turns.
 */
const stepBench = (name: string, about: string, paces: Readonly<Record<string, Pace>>): Bench => ({
  name,
  about,
  async run(report) {
    let found = false;
    for (const [preset, pace] of Object.entries(paces)) {
      for (const workers of availableParallelism() > 1 ? [1, 2] : [1]) {
        found = (await compare(preset as PresetName, workers, pace, report)) || found;
      }
    }
    if (!found)
      process.stderr.write(
        'PyTorch is not measured: python3 has no torch, and JANUS_PYTHON names no other.\n',
      );
  },
});

export const trainBench = stepBench(
  'train',
  "a training step of each preset at its own batch, ours and PyTorch's in turns",
  PACES,
);
export const originalBench = stepBench('train-original', 'the same of the preset original', ORIGINAL);

/** @returns whether there is a PyTorch to compare with. */
async function compare(
  preset: PresetName,
  workers: number,
  { warmUp, rounds, steps }: Pace,
  report: Report,
): Promise<boolean> {
  const ours = await ourContestant(preset, 'wasm', workers);
  await ours.take(warmUp);
  const torch = await fasterTorch(ours.task, workers, warmUp);
  const contestants = torch === undefined ? [ours] : [ours, torch];
  const turns = contestants.map((): Turn[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) turns[i].push(await contestant.take(steps));
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
async function fasterTorch(
  task: TorchTask,
  threads: number,
  warmUp: number,
): Promise<TorchContestant | undefined> {
  // A single thread waits for nobody.
  const ways = threads === 1 ? [false] : [false, true];
  let fastest: { readonly torch: TorchContestant; readonly step: number } | undefined;
  for (const sleep of ways) {
    const torch = await torchContestant(task, threads, sleep);
    if (torch === undefined) return undefined;
    const { step } = summarize([await torch.take(warmUp)]);
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
