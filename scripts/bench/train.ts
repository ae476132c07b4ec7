import { availableParallelism } from 'node:os';
import type { PresetName } from '../../src/train/names.ts';
import { median, type Bench, type Figure } from './bench.ts';
import { ourContestant, torchContestant, type Contestant, type Turn } from './contestant.ts';

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
  const torch = await torchContestant(ours.task, workers);
  const contestants: Contestant[] = torch === undefined ? [ours] : [ours, torch];
  for (const contestant of contestants) await contestant.take(WARM_UP);
  const turns = contestants.map((): Turn[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries()) turns[i].push(await contestant.take(STEPS));
  }
  for (const contestant of contestants) await contestant.end();

  const name = `${preset}, ${workers === 1 ? 'one core' : `${workers} cores`}`;
  const step = turns.map((all) => median(all.flatMap(({ times }) => times)));
  // On a busy machine most steps wait for a core; the fastest of many did not.
  const fastest = turns.map((all) =>
    quantile(
      all.flatMap(({ times }) => times),
      0.1,
    ),
  );
  const cpu = turns.map((all) => median(all.map((turn) => turn.cpu)));
  report({ name, value: step[0], unit: 'ms' });
  if (torch === undefined) return false;
  report({ name: `${name}: PyTorch ${torch.version}`, value: step[1], unit: 'ms' });
  report({ name: `${name}: ours ÷ PyTorch`, value: step[0] / step[1], unit: '×' });
  report({ name: `${name}: of the fastest tenth`, value: fastest[0] / fastest[1], unit: '×' });
  report({ name: `${name}: of the processor's time`, value: cpu[0] / cpu[1], unit: '×' });
  return true;
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(part * (values.length - 1))];
