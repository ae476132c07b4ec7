import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describeChoice } from '../../engine/backend/choose-backend.ts';
import { demoInFolder } from '../../node/demo.ts';
import { demoSteps, type DemoStep } from '../../pipeline/demo.ts';
import type { Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, note, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { show } from './evaluate.ts';
import { stopSignal } from '../stopping.ts';
import { TrainingProgress } from '../training-progress.ts';

type Options = Values<typeof settings.demo> &
  Values<typeof settings.compute> & { a: string; b: string; out: string; json?: true };

const TITLES: Readonly<Record<DemoStep, string>> = {
  film: 'Film two clips of each person',
  extract: 'Extract: find and align the faces',
  train: 'Train: one encoder, two decoders',
  convert: 'Convert: put the swapped faces back',
  evaluate: 'Evaluate: score against the answer key',
};

export function demoCommand(command: Command): void {
  command
    .description(
      'Films two people, extracts their faces, trains, swaps clips on which nothing was trained, in both directions, and scores the swaps.',
    )
    .option('--a <person>', 'a cast name, seed:123, or a JSON file of an identity', 'ingrid')
    .option('--b <person>', 'the other person', 'kwame')
    .option('--out <folder>', 'where to write; an earlier demo there is replaced', join('runs', 'demo'));
  addSettings(command, settings.demo);
  addSettings(command, settings.compute)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus demo
  janus demo --a mira --b seed:12 --minutes 5 --out runs/mira-somebody`,
    )
    .action(run);
}

async function run({ a, b, out, json, ...options }: Options): Promise<void> {
  const started = performance.now();
  let progress: Progress | undefined;
  let loading: Progress | undefined;
  let training: TrainingProgress | undefined;
  const numbered = (step: DemoStep) => `${demoSteps.indexOf(step) + 1}/${demoSteps.length}`;
  const stop = () => {
    loading?.stop();
    progress?.stop();
  };
  const { result, evaluated } = await demoInFolder([a, b], out, {
    ...options,
    signal: stopSignal(),
    onWarning: note,
    onBackend: (choice, workers) => {
      note(`     ${describeChoice(choice)}${workers > 1 ? ` ${workers} threads.` : ''}`);
    },
    onStep: (step) => {
      progress = new Progress(`${numbered(step)} ${step[0].toUpperCase()}${step.slice(1)}`);
    },
    onProgress: (fraction) => {
      progress?.updateFraction(fraction, progress.seconds);
    },
    onLoaded: (done, all) => {
      loading ??= new Progress(`${numbered('train')} Load faces`);
      loading.update(done, all);
      if (done === all) loading.stop();
    },
    onMetrics: (metrics, fraction) => {
      training ??= new TrainingProgress(progress!);
      training.update(metrics, fraction);
    },
    onDone: (step, taken) => {
      stop();
      note(`${numbered(step)}  ${TITLES[step]}: ${duration(taken)}`);
    },
  }).finally(stop);
  const { training: trained, seconds } = result;
  const total = (performance.now() - started) / 1000;
  if (json) {
    printJson({
      people: trained.config.people.map(({ name }) => name),
      directions: evaluated.scores,
      files: evaluated.files,
      seconds: { ...seconds, training: trained.progress.seconds, total },
      steps: trained.progress.step,
      ...trained.compute,
      out: resolve(out),
    });
    return;
  }
  print('');
  show(evaluated);
  print(`All of it took ${duration(total)}, of which training ${duration(trained.progress.seconds)}.`);
}
