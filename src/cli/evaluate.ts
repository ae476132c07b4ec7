import { resolve } from 'node:path';
import type { Command } from 'commander';
import { chooseBackend, describeChoice } from '../engine/backend/choose-backend.ts';
import { InputError } from '../errors.ts';
import { convertRun, evaluateConverted, type EvaluatedRun } from '../pipeline/evaluate-run.ts';
import { nodeBackends } from '../node/backends/node-backends.ts';
import { settings, valuesOf, type Values } from '../settings.ts';
import { duration, note, print, printJson, Progress } from './output.ts';
import { addSettings } from './setting-flags.ts';
import { stopSignal } from './stopping.ts';
import { figuresOf, table } from './scores.ts';

type Options = Values<typeof settings.convert> & Values<typeof settings.compute> & { json?: true };

export function evaluateCommand(command: Command): void {
  command
    .description(
      'Swaps two held-out clips, in both directions, and scores them against the answer key: the errors of crops and frames, beside those of not swapping, of painting the average face, and of painting a person as themselves. Writes compare.webp, scores.json and report.html into the run.',
    )
    .argument('<run>', 'the folder of a training')
    .argument('<faces...>', 'two folders that janus extract wrote, of driving clips of two of its people');
  addSettings(command, settings.convert);
  addSettings(command, settings.compute)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus evaluate runs/mira-oskar faces/mira-driving faces/oskar-driving`,
    )
    .action(evaluate);
}

async function evaluate(run: string, faces: readonly string[], options: Options): Promise<void> {
  const [a, b] = faces;
  if (faces.length !== 2) {
    throw new InputError(
      `${faces.length} folders of faces were given: expected two, one of each person.`,
      'janus evaluate --help has an example.',
    );
  }
  note(describeChoice(await chooseBackend(nodeBackends(), options.backend)));
  const progress = new Progress('Evaluating');
  const signal = stopSignal();
  const half = (before: 0 | 1, more: string) => ({
    workers: options.workers || undefined,
    signal,
    onWarning: note,
    onProgress: (part: number) => {
      progress.tell((before + part) / 2, progress.seconds, more);
    },
  });
  let evaluated: EvaluatedRun;
  try {
    const converting = valuesOf(settings.convert, { ...options });
    const converted = await convertRun(run, [a, b], converting, half(0, 'converting both clips'));
    evaluated = await evaluateConverted(converted, half(1, 'scoring'));
  } finally {
    progress.stop();
  }
  const { seconds } = progress;
  if (options.json) {
    printJson({ run: resolve(run), ...figuresOf(evaluated), seconds });
    return;
  }
  show(evaluated);
  print(`Evaluated in ${duration(seconds)}.`);
}

/** Prints scores, what they mean, and where more is. */
export function show(evaluated: EvaluatedRun): void {
  const { video, report } = evaluated.files;
  print(
    ...table(evaluated),
    '',
    'Swap score: 0 % leaves the face as it was, 100 % is the other person to the pixel. The average face is',
    'one still picture of the other person: a swap that does not beat it has learnt nothing of the performance.',
    '',
    `Video:  ${video}  (as filmed, swapped, answer key)`,
    `Report: ${report}`,
  );
}
