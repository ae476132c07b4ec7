import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describeChoice } from '../../engine/backend/choose-backend.ts';
import { asArgument, InputError, JanusError, Stopped } from '../../errors.ts';
import { isDiskFull } from '../../node/disk/atomic.ts';
import { openFaces } from '../../node/disk/faces-folder.ts';
import { folderStore } from '../../node/disk/folder-store.ts';
import { expectRoom, extractionsFrom, newRun, openRunClips } from '../../node/disk/run-folder.ts';
import { nodeHost } from '../../node/host.ts';
import { fileNameOf } from '../../pipeline/file-names.ts';
import type { TrainRunOptions } from '../../pipeline/prepare-training.ts';
import { beginRun, resumeRun, type TrainResult } from '../../pipeline/train.ts';
import { CONFIG_FILE } from '../../pipeline/run/config.ts';
import { expectTrainingClips, personNameOf } from '../../pipeline/dataset/training-clips.ts';
import { valuesOf, type Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, note, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';
import { stillPictures, TrainingProgress } from '../training-progress.ts';

type Options = Values<typeof settings.train> &
  Values<typeof settings.compute> & { out?: string; resume?: string; force?: true; json?: true };

export function trainCommand(command: Command): void {
  command
    .description(
      'Step 2 of a face swap. All people share one encoder, which turns a face into a few numbers, the ' +
        'latent. Each person has a decoder, which learns to draw that person from the latent. Writes a run: ' +
        'its settings, checkpoints, metrics and previews.',
    )
    .argument('[faces...]', 'a folder that janus extract wrote, for each person');
  addSettings(command, settings.train);
  addSettings(command, settings.compute)
    .option('--out <folder>', 'the folder of the run (default: runs/ and the names)')
    .option('--resume <run>', 'resume a run from its last checkpoint, with its own people and settings')
    .option('--force', 'replace the run that is there')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus train faces/mira-training faces/oskar-training                  a minute, in runs/mira-oskar
  janus train faces/mira-training faces/oskar-training --start nothing  five minutes, from random weights
  janus train --resume runs/mira-oskar

Stopped with Ctrl-C, it saves first.`,
    )
    .action(train);
}

async function train(faces: readonly string[], options: Options, command: Command): Promise<void> {
  if (options.resume !== undefined) refuseChanges(options.resume, faces, command);
  const names = faces.map((each) => personNameOf(resolve(each)));
  const folder = resolve(options.resume ?? options.out ?? join('runs', fileNameOf(names.join('-'))));
  const result = await withProgress(options, (training) => begin(folder, faces, options, training));
  const { config, compute, progress, validation } = result;
  const { step, seconds } = progress;
  if (progress.fraction < 1) {
    throw new Stopped(
      `Stopped at step ${step}; all is saved.`,
      `Go on: janus train --resume ${asArgument(folder)}`,
    );
  }
  if (options.json) {
    printJson({
      run: folder,
      people: config.people.map(({ name }) => name),
      ...compute,
      steps: step,
      seconds,
      skill: validation?.skill,
      swapErrors: validation?.swapErrors,
    });
    return;
  }
  const skill = Object.entries(validation?.skill ?? {}).map(
    ([swap, value]) => `${swap} ${(100 * value).toFixed(0)} %`,
  );
  print(
    `Trained ${step === 1 ? '1 step' : `${step} steps`} in ${duration(seconds)}. Skill on the validation set: ${skill.join(', ')}.`,
    ...stillPictures(validation?.skill ?? {}),
    `Run: ${folder}`,
  );
}

async function begin(
  folder: string,
  faces: readonly string[],
  options: Options,
  training: TrainRunOptions,
): Promise<TrainResult> {
  const host = nodeHost();
  const resumed = options.resume !== undefined;
  const store = resumed ? folderStore(folder) : newRun(folder);
  try {
    if (resumed) return await resumeRun(host, store, await openRunClips(folder), training);
    const clips = await Promise.all(faces.map(openFaces));
    expectTrainingClips(clips);
    await expectRoom(folder, options.force === true);
    const chosen = valuesOf(settings.train, { ...options });
    return await beginRun(host, store, clips, chosen, training, await extractionsFrom(folder, faces));
  } catch (error) {
    if (!(error instanceof JanusError && isDiskFull(error)) || !(await store.has(CONFIG_FILE))) throw error;
    throw new JanusError(
      error.message,
      `Free some space, then go on: janus train --resume ${asArgument(folder)}`,
    );
  }
}

/** A run is resumed with its own people and settings. @throws InputError if any are given beside it. */
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

/** Runs a training and shows its progress. */
async function withProgress(
  { backend, workers, resume }: Options,
  work: (options: TrainRunOptions) => Promise<TrainResult>,
): Promise<TrainResult> {
  const signal = stopSignal(
    resume === undefined
      ? 'The training had not begun, so there is no run to go on with: run the same command again.'
      : 'The run is as it was: run the same command again.',
  );
  const loading = new Progress('Loading');
  const training = new Progress('Training');
  const shown = new TrainingProgress(training);
  try {
    return await work({
      backend,
      workers,
      signal,
      onBackend: (choice, count) => {
        note(`${describeChoice(choice)}${count > 1 ? ` ${count} threads.` : ''}`);
      },
      onWarning: note,
      onLoaded: (done, total) => {
        loading.update(done, total);
        if (done === total) loading.stop();
      },
      onMetrics: (metrics, fraction) => {
        shown.update(metrics, fraction);
      },
    });
  } finally {
    loading.stop();
    training.stop();
  }
}
