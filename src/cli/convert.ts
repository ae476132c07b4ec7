import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { pixelsOf } from '../clips/proven-pixels.ts';
import { chooseBackend, describeChoice } from '../engine/backend/choose-backend.ts';
import { InputError } from '../errors.ts';
import { openFaces } from '../node/disk/faces-folder.ts';
import { folderStore } from '../node/disk/folder-store.ts';
import { nodeHost } from '../node/host.ts';
import { Video } from '../node/media/video.ts';
import { expectEncoder, writeVideo } from '../node/media/write-video.ts';
import type { Host } from '../pipeline/host.ts';
import { loadRun, type TrainedRun } from '../pipeline/run/load.ts';
import { convertFaces, loadDriving, personNumberOf, predictFaces } from '../pipeline/swap.ts';
import { settings, type Values } from '../settings.ts';
import { duration, note, print, printJson, Progress } from './output.ts';
import { addSettings } from './setting-flags.ts';
import { stopSignal } from './stopping.ts';

type Options = Values<typeof settings.convert> &
  Values<typeof settings.output> &
  Values<typeof settings.compute> & { to?: string; out?: string; json?: true };

export function addConvert(program: Command): void {
  const command = program
    .command('convert')
    .summary('put swapped faces back into clips')
    .description(
      "Step 3 of a face swap. Lets another person's decoder predict every face of a clip, and puts what it predicts back into the frames. Of a clip of A comes one of B, and of a clip of B one of A.",
    )
    .argument('<run>', 'the folder of a training')
    .argument('<faces...>', 'folders that janus extract wrote, of clips of people that were trained on');
  addSettings(command, { ...settings.convert, ...settings.output });
  addSettings(command, settings.compute)
    .option('--to <name>', 'whose face to put in (default: the next person of the run)')
    .option('--out <folder>', 'where to write (default: the folder converted in the run)')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus convert runs/mira-oskar faces/mira-driving                          oskar does what mira did
  janus convert runs/mira-oskar faces/mira-driving faces/oskar-driving --compare
  janus convert runs/mira-oskar faces/mira-driving --blend poisson --format gif`,
    )
    .action(convert);
}

async function convert(path: string, faces: readonly string[], options: Options): Promise<void> {
  const signal = stopSignal();
  refuseNamesakes(faces);
  await expectEncoder(options.format);
  const host = nodeHost();
  note(describeChoice(await chooseBackend(await host.backends(), options.backend)));
  const run = await loadRun(folderStore(path), note);
  const out = options.out ?? join(path, 'converted');
  const written: { from: string; to: string; video: string }[] = [];
  const progress = new Progress('Converting');
  try {
    for (const [i, folder] of faces.entries()) {
      written.push(
        await convertOne(host, run, folder, out, options, signal, (part) => {
          progress.tell((i + part) / faces.length, progress.seconds, folder);
        }),
      );
    }
  } finally {
    progress.stop();
    run.dispose();
  }
  const { seconds } = progress;
  if (options.json) {
    printJson({ run: resolve(path), steps: run.steps, videos: written, seconds });
    return;
  }
  print(`Converted in ${duration(seconds)}.`);
  for (const { from, to, video } of written) print(`${from} with ${to}'s face: ${video}`);
}

/** Videos are named for the folders of faces. @throws InputError if two of these have the same name. */
function refuseNamesakes(faces: readonly string[]): void {
  const names = faces.map((folder) => basename(resolve(folder)));
  const again = names.findIndex((name, i) => names.indexOf(name) < i);
  if (again < 0) return;
  throw new InputError(
    `${faces[again]} is the second folder called ${names[again]}: their videos would have one name.`,
    'Convert them one by one, with another --out.',
  );
}

async function convertOne(
  host: Host,
  run: TrainedRun,
  faces: string,
  out: string,
  { to: wanted, format, compare, smooth, workers: threads, ...convert }: Options,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<{ from: string; to: string; video: string }> {
  const { people } = run.config;
  const extracted = await openFaces(faces);
  const { size, fps, frames } = extracted.clip.plan;
  const total = frames.length;
  const workers = threads || undefined;
  const video = new Video({ width: (compare ? 3 : 1) * size, height: size, frames: total, fps });
  // Every frame is read twice: once for its face, once to put the new one in.
  const stage = (before: number) => ({
    workers,
    signal,
    onProgress: (done: number) => {
      onProgress((before + done) / (2 * total));
    },
  });
  const driving = await loadDriving(host, run, extracted, smooth, stage(0));
  const target =
    wanted === undefined ? (driving.person + 1) % people.length : personNumberOf(run.config, wanted);
  const predicted = await predictFaces(run, driving, target);
  await convertFaces(host, driving, people[target].identity, [predicted], {
    ...stage(total),
    convert,
    onFrame: (index, { original, converted, key }) => {
      const shown = compare ? [original, converted[0], key.pixels] : [converted[0]];
      video.setRow(index, 0, ...shown.map(pixelsOf));
    },
  });
  const [from, to] = [people[driving.person].name, people[target].name];
  const name = `${basename(resolve(faces))}-as-${to}`.replace(/[^a-z0-9-]+/gi, '-');
  return { from, to, video: await writeVideo(video, join(out, name), format) };
}
