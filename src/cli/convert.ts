import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { chooseBackend, describeChoice } from '../engine/backend/choose-backend.ts';
import { InputError } from '../errors.ts';
import { convertClip } from '../pipeline/convert-clip.ts';
import { distinctNames, fileNameOf, folderNameOf } from '../pipeline/file-names.ts';
import { loadFaces, openExtraction, smoothAlignments, type ExtractedClip } from '../pipeline/load-faces.ts';
import { nodeBackends } from '../node/backends/node-backends.ts';
import { loadRun, type TrainedRun } from '../pipeline/load-run.ts';
import { numberNamed, numberOf } from '../pipeline/swap-direction.ts';
import { masksOf } from '../pipeline/pretrained.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { expectVideoLayout, Video, type VideoLayout } from '../node/media/video.ts';
import { expectVideo, writeVideo } from '../node/media/write-video.ts';
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
  const out = options.out ?? join(run, 'converted');
  const choice = await chooseBackend(nodeBackends(), options.backend);
  note(describeChoice(choice));
  const swap = await loadRun(run, note);
  // What can be refused is refused before hours of work.
  const plans = await Promise.all(faces.map((folder) => planSwap(folder, swap, options)));
  const files = filesOf(plans, swap, out);
  for (const file of files) await expectVideo(file, options.format, signal);
  const written: { from: string; to: string; video: string }[] = [];
  const progress = new Progress('Converting');
  try {
    for (const [i, plan] of plans.entries()) {
      const video = await convertOne(swap, plan, options, signal, (part) => {
        progress.tell((i + part) / plans.length, progress.seconds, faces[i]);
      });
      const [from, to] = [plan.source, plan.target].map((person) => swap.config.people[person].name);
      written.push({ from, to, video: await writeVideo(video, files[i], options.format, signal) });
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

/** A clip, and who is painted in it. */
interface SwapPlan {
  /** The folder that `janus extract` wrote. */
  readonly faces: string;
  readonly clip: ExtractedClip;
  /** Numbers of people in the run. */
  readonly source: number;
  readonly target: number;
  readonly layout: VideoLayout;
}

/** @throws InputError for a clip that cannot be read, of somebody else, or too large for a video. */
async function planSwap(
  faces: string,
  { config }: TrainedRun,
  { to: wanted, compare, smooth }: Options,
): Promise<SwapPlan> {
  const clip = smoothAlignments(await openExtraction(faces), smooth);
  const { size, fps, frames, identity } = clip.manifest;
  const source = numberOf(identity, config, clip.folder);
  const target = wanted === undefined ? (source + 1) % config.people.length : numberNamed(wanted, config);
  const layout = { width: (compare ? 3 : 1) * size, height: size, frames: frames.length, fps };
  expectVideoLayout(layout);
  return { faces, clip, source, target, layout };
}

/** Where the videos go, without an ending: each is named for its folder of faces and for whom it shows. @throws InputError if two have one name. */
function filesOf(plans: readonly SwapPlan[], { config }: TrainedRun, out: string): string[] {
  const people = distinctNames(config.people.map(({ name }) => fileNameOf(name.replace(/^seed:/, 'seed-'))));
  const names = plans.map(({ faces, target }) =>
    fileNameOf(`${folderNameOf(resolve(faces))}-as-${people[target]}`),
  );
  const again = distinctNames(names).findIndex((name, i) => name !== names[i]);
  if (again < 0) return names.map((name) => join(out, name));
  const { faces } = plans[again];
  throw new InputError(
    `${faces} is the second folder called ${folderNameOf(resolve(faces))}: their videos would have one name.`,
    'Convert them one by one, with another --out.',
  );
}

async function convertOne(
  swap: TrainedRun,
  { clip, source, target, layout }: SwapPlan,
  { compare, workers, ...options }: Options,
  signal: AbortSignal,
  tell: (part: number) => void,
): Promise<Video> {
  const video = new Video(layout);
  // Every frame is looked at twice: once for its crop, once for all of it.
  let done = 0;
  const onProgress = () => {
    tell(++done / (2 * layout.frames));
  };
  const crops = await loadFaces(clip, CROP_SIDE, { ...(workers > 0 && { workers }), signal, onProgress });
  const painted = await predict(swap, crops, source, target, () => {
    signal.throwIfAborted();
  });
  await convertClip({
    clip,
    target: swap.config.people[target].identity,
    painted,
    masks: await masksOf(crops, signal),
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
  return video;
}
