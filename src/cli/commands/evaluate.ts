import { resolve } from 'node:path';
import type { Command } from 'commander';
import { chooseBackend, describeChoice } from '../../engine/backend/choose-backend.ts';
import { InputError } from '../../errors.ts';
import { openFaces } from '../../node/disk/faces-folder.ts';
import { evaluateRun, type EvaluatedRun } from '../../node/evaluate-run.ts';
import { nodeHost } from '../../node/host.ts';
import { valuesOf, type Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, note, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';
import { SCORE_NOTES, scoreLines } from '../score-lines.ts';

type Options = Values<typeof settings.convert> & Values<typeof settings.compute> & { json?: true };

export function evaluateCommand(command: Command): void {
  command
    .description(
      [
        'Swaps two driving clips, on which nothing was trained, in both directions, and scores them against',
        'the answer key, the ground truth of a swap: skill and errors of crops and frames, beside those of',
        'the mean face, of not swapping and of reconstruction. Writes compare.webp, scores.json and',
        'report.html into the run.',
      ].join(' '),
    )
    .argument('<run>', 'the folder of a run')
    .argument('<faces...>', 'two folders that janus extract wrote, of driving clips of two of its people');
  addSettings(command, settings.convert);
  addSettings(command, { backend: settings.compute.backend, ...settings.machine })
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
      `Expected two folders of faces, one of each person: ${faces.length} ${faces.length === 1 ? 'was' : 'were'} given.`,
      'janus evaluate --help has an example.',
    );
  }
  const host = nodeHost();
  note(describeChoice(await chooseBackend(await host.backends(), options.backend)));
  const clips = [await openFaces(a), await openFaces(b)] as const;
  const progress = new Progress('Evaluating');
  let evaluated: EvaluatedRun;
  try {
    evaluated = await evaluateRun(host, run, clips, {
      converting: valuesOf(settings.convert, { ...options }),
      workers: options.workers || undefined,
      signal: stopSignal(),
      onWarning: note,
      onProgress: (fraction) => {
        progress.updateFraction(fraction, progress.seconds);
      },
    });
  } finally {
    progress.stop();
  }
  const { seconds } = progress;
  if (options.json) {
    const { scores, files } = evaluated;
    printJson({ run: resolve(run), directions: scores, files, seconds });
    return;
  }
  show(evaluated);
  print(`Evaluated in ${duration(seconds)}.`);
}

/** Prints the scores, what they mean, and the paths of the video and the report. */
export function show({ scores, files }: EvaluatedRun): void {
  print(
    ...scoreLines(scores),
    '',
    ...SCORE_NOTES,
    '',
    `Video:  ${files.video}  (as filmed, swapped, answer key)`,
    `Report: ${files.report}`,
  );
}
