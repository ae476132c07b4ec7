import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { chooseBackend, describeChoice } from '../engine/backend/choose-backend.ts';
import { InputError } from '../errors.ts';
import { convertClip } from '../pipeline/convert-clip.ts';
import { loadFaces, openExtraction, smoothAlignments } from '../pipeline/load-faces.ts';
import { nodeBackends } from '../node/backends/node-backends.ts';
import { loadRun, type TrainedRun } from '../pipeline/load-run.ts';
import { numberNamed, numberOf } from '../pipeline/swap-direction.ts';
import { masksOf } from '../pipeline/pretrained.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { Video } from '../node/media/video.ts';
import { expectEncoder, writeVideo } from '../node/media/write-video.ts';
import { settings, type Values } from '../settings.ts';
import { predict } from '../train/predict.ts';
import { duration, note, print, printJson, Progress } from './output.ts';
import { addSettings } from './setting-flags.ts';
import { stopSignal } from './stopping.ts';

type Options = Values<typeof settings.convert> &
  Values<typeof settings.output> &
  Values<typeof settings.compute> & { to?: string; out?: string; json?: true };

export function convertCommand(command: Command): void {
  command
    .description(
      "Step 3 of a face swap. Lets another person's decoder paint every face of a clip, and puts what it paints back into the frames. Of a clip of A comes one of B, and of a clip of B one of A.",
    )
    .argument('<run>', 'the folder of a training')
    .argument('<faces...>', 'folders that janus extract wrote, of clips of people that were trained on');
  addSettings(command, { ...settings.convert, ...settings.output });
  addSettings(command, settings.compute)
    .option('--to <name>', 'whose face to paint (default: the next person of the run)')
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

async function convert(run: string, faces: readonly string[], options: Options): Promise<void> {
  const signal = stopSignal();
  refuseNamesakes(faces);
  await expectEncoder(options.format);
  const choice = await chooseBackend(nodeBackends(), options.backend);
  note(describeChoice(choice));
  const swap = await loadRun(run, note);
  const out = options.out ?? join(run, 'converted');
  const written: { from: string; to: string; video: string }[] = [];
  const progress = new Progress('Converting');
  try {
    for (const [i, folder] of faces.entries()) {
      written.push(
        await convertOne(swap, folder, out, options, signal, (part) => {
          progress.tell((i + part) / faces.length, progress.seconds, folder);
        }),
      );
    }
  } finally {
    progress.stop();
  }
  const { seconds } = progress;
  if (options.json) {
    printJson({ run: resolve(run), steps: swap.steps, videos: written, seconds });
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
  swap: TrainedRun,
  faces: string,
  out: string,
  { to: wanted, format, compare, smooth, workers, ...options }: Options,
  signal: AbortSignal,
  tell: (part: number) => void,
): Promise<{ from: string; to: string; video: string }> {
  const { config } = swap;
  const clip = smoothAlignments(await openExtraction(faces), smooth);
  const { size, fps, frames, identity } = clip.manifest;
  const source = numberOf(identity, config, clip.folder);
  const target = wanted === undefined ? (source + 1) % config.people.length : numberNamed(wanted, config);
  const total = frames.length;
  const video = new Video({ width: (compare ? 3 : 1) * size, height: size, frames: total, fps });
  // Every frame is looked at twice: once for its crop, once for all of it.
  let done = 0;
  const onProgress = () => {
    tell(++done / (2 * total));
  };
  const crops = await loadFaces(clip, CROP_SIDE, { ...(workers > 0 && { workers }), signal, onProgress });
  const painted = await predict(swap, crops, source, target);
  await convertClip({
    clip,
    target: config.people[target].identity,
    painted,
    masks: await masksOf(crops),
    side: CROP_SIDE,
    options,
    ...(workers > 0 && { workers }),
    signal,
    onFrame: (index, { original, converted, key }) => {
      if (compare) video.setRow(index, 0, original, converted, key.pixels);
      else video.set(index, converted);
      onProgress();
    },
  });
  const [from, to] = [config.people[source].name, config.people[target].name];
  const name = `${basename(resolve(faces))}-as-${to}`.replace(/[^a-z0-9-]+/gi, '-');
  return { from, to, video: await writeVideo(video, join(out, name), format) };
}
