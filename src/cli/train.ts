import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describeChoice } from '../engine/backend/choose-backend.ts';
import { asArgument, InputError, Stopped } from '../errors.ts';
import { fileNameOf } from '../pipeline/file-names.ts';
import { personOf } from '../pipeline/training-clips.ts';
import { beginRun, resumeRun, type TrainResult, type TrainRunOptions } from '../pipeline/train-run.ts';
import { settings, valuesOf, type Values } from '../settings.ts';
import { duration, note, print, printJson, Progress } from './output.ts';
import { addSettings } from './setting-flags.ts';
import { stopSignal } from './stopping.ts';
import { TrainingProgress } from './training-progress.ts';

type Options = Values<typeof settings.train> &
  Values<typeof settings.compute> & { out?: string; resume?: string; force?: true; json?: true };

export function trainCommand(command: Command): void {
  command
    .description(
      'Step 2 of a face swap. One encoder learns to say what a face does, whoever it is; each person has a decoder, which learns to paint that person doing it. Writes a run: its settings, checkpoints, metrics and previews.',
    )
    .argument('[faces...]', 'a folder that janus extract wrote, for each person');
  addSettings(command, settings.train);
  addSettings(command, settings.compute)
    .option('--out <folder>', 'the folder of the run (default: runs/ and the names)')
    .option('--resume <run>', 'go on with a run from its last checkpoint, as it began')
    .option('--force', 'replace the run that is there')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus train faces/mira-training faces/oskar-training                 two minutes, in runs/mira-oskar
  janus train faces/mira-training faces/oskar-training --preset lightweight --minutes 20
  janus train --resume runs/mira-oskar

Stopped with Ctrl-C, it saves first.`,
    )
    .action(train);
}

async function train(faces: readonly string[], options: Options, command: Command): Promise<void> {
  if (options.resume !== undefined) refuseChanges(options.resume, faces, command);
  const finish = stopSignal(
    options.resume === undefined
      ? 'The training had not begun, so there is no run to go on with: run the same command again.'
      : 'The run is as it was: run the same command again.',
  );
  const run = await progressively(finish, options, (event) => begin(faces, options, event));
  const { folder, config, progress, backend, workers, swapErrors } = run;
  if (progress.fraction < 1) {
    throw new Stopped(
      `Stopped at step ${progress.step}; all is saved.`,
      `Go on: janus train --resume ${asArgument(folder)}`,
    );
  }
  if (options.json) {
    const { steps, seconds } = { steps: progress.step, seconds: progress.seconds };
    printJson({
      run: folder,
      people: config.people.map(({ name }) => name),
      backend,
      workers,
      steps,
      seconds,
      swapErrors,
    });
    return;
  }
  const errors = Object.entries(swapErrors).map(([swap, error]) => `${swap} ${error.toFixed(1)}`);
  print(
    `Trained ${progress.step === 1 ? '1 step' : `${progress.step} steps`} in ${duration(progress.seconds)}. Swap error on frames that were held out, of 0 to 255: ${errors.join(', ')}.`,
    `Run: ${folder}`,
  );
}

function begin(faces: readonly string[], options: Options, event: TrainRunOptions): Promise<TrainResult> {
  if (options.resume !== undefined) return resumeRun(options.resume, event);
  const chosen = valuesOf(settings.train, { ...options });
  return beginRun(
    faces,
    options.out ?? join('runs', fileNameOf(faces.map((folder) => personOf(resolve(folder))).join('-'))),
    chosen,
    options.force === true,
    event,
  );
}

/** A run goes on as it began. @throws InputError for people or settings that are given beside it. */
function refuseChanges(run: string, faces: readonly string[], command: Command): void {
  const changes = [...Object.keys(settings.train), 'out', 'force']
    .filter((name) => command.getOptionValueSource(name) === 'cli')
    .map((name) => command.options.find((option) => option.attributeName() === name)!.long!);
  const given = faces.length > 0 ? ['folders of faces', ...changes] : changes;
  if (given.length === 0) return;
  throw new InputError(
    `A run goes on with the people and the settings that it began with: --resume takes no ${given.join(', ')}.`,
    `Go on: janus train --resume ${asArgument(run)}. Or begin anew, without --resume.`,
  );
}

/** Runs a training and shows how it goes. */
async function progressively(
  finish: AbortSignal,
  { backend, workers }: Values<typeof settings.compute>,
  work: (options: TrainRunOptions) => Promise<TrainResult>,
): Promise<TrainResult> {
  const loading = new Progress('Loading');
  const training = new Progress('Training');
  const shown = new TrainingProgress(training);
  try {
    return await work({
      backend,
      workers,
      finish,
      onChoice: (choice, count) => {
        note(`${describeChoice(choice)}${count > 1 ? ` ${count} threads.` : ''}`);
      },
      onWarning: note,
      onLoaded: (done, total) => {
        loading.update(done, total);
        if (done === total) loading.stop();
      },
      onEvent: (events, part) => {
        shown.tell(events, part);
      },
    });
  } finally {
    loading.stop();
    training.stop();
  }
}
