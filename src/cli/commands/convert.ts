import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { pixelsOf } from '../../clips/proven-pixels.ts';
import { chooseBackend, describeChoice } from '../../engine/backend/choose-backend.ts';
import { InputError } from '../../errors.ts';
import { openFaces } from '../../node/disk/faces-folder.ts';
import { folderStore } from '../../node/disk/folder-store.ts';
import { nodeHost } from '../../node/host.ts';
import { expectVideoLayout, Video, type VideoLayout } from '../../node/media/video.ts';
import { expectVideo, writeVideo } from '../../node/media/write-video.ts';
import type { ExtractedClip } from '../../pipeline/extract.ts';
import { distinctNames, fileNameOf, folderNameOf } from '../../pipeline/file-names.ts';
import { personNumber, personNumberOf } from '../../pipeline/driving-clip.ts';
import type { Host } from '../../pipeline/host.ts';
import { loadRun, withAlignment, type TrainedRun } from '../../pipeline/run/load.ts';
import { convertClip } from '../../pipeline/swap.ts';
import type { Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, note, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';

type Options = Values<typeof settings.convert> &
  Values<typeof settings.output> &
  Values<typeof settings.compute> & { to?: string; out?: string; json?: true };

export function convertCommand(command: Command): void {
  command
    .description(
      [
        'Step 3 of a face swap. The decoder of another person predicts every face of a clip, and the',
        'predicted faces are put back into the frames. In a run of two people the faces are exchanged; in a',
        'run of more, each person gets the face of the next (see --to).',
      ].join(' '),
    )
    .argument('<run>', 'the folder of a run')
    .argument(
      '<faces...>',
      'folders that janus extract wrote, of clips of people that the run was trained on',
    );
  addSettings(command, { ...settings.convert, ...settings.output });
  addSettings(command, { backend: settings.compute.backend, ...settings.machine })
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
  const out = options.out ?? join(path, 'converted');
  const host = nodeHost();
  note(describeChoice(await chooseBackend(await host.backends(), options.backend)));
  const run = withAlignment(await loadRun(folderStore(path), note), options.latents);
  const written: { from: string; to: string; video: string }[] = [];
  const progress = new Progress('Converting');
  try {
    // All input is checked first, before hours of work.
    const plans = await Promise.all(faces.map((folder) => planSwap(folder, run, options)));
    const files = filesOf(plans, run, out);
    for (const file of files) await expectVideo(file, options.format, signal);
    for (const [i, plan] of plans.entries()) {
      const video = await videoOf(host, run, plan, options, signal, (part) => {
        progress.updateFraction((i + part) / plans.length, progress.seconds, plan.folder);
      });
      const [from, to] = [plan.source, plan.target].map((person) => run.config.people[person].name);
      written.push({ from, to, video: await writeVideo(video, files[i], options.format, signal) });
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

/** A clip, and the person it is swapped to. */
interface SwapPlan {
  /** The folder that `janus extract` wrote. */
  readonly folder: string;
  readonly extracted: ExtractedClip;
  /** Numbers of people in the run. */
  readonly source: number;
  readonly target: number;
  readonly layout: VideoLayout;
}

/** @throws InputError for a clip that cannot be read, of somebody else, or too large for a video. */
async function planSwap(
  folder: string,
  { config }: TrainedRun,
  { to: wanted, compare }: Options,
): Promise<SwapPlan> {
  const extracted = await openFaces(folder);
  const { size, fps, frames, identity } = extracted.clip.plan;
  const source = personNumber(config, identity, extracted.name);
  const target = wanted === undefined ? (source + 1) % config.people.length : personNumberOf(config, wanted);
  const layout = { width: (compare ? 3 : 1) * size, height: size, frames: frames.length, fps };
  expectVideoLayout(layout);
  return { folder, extracted, source, target, layout };
}

/**
 * The paths of the videos, without an ending: each is named for its folder of faces and for the person it
 * shows.
 * @throws InputError if two have one name.
 */
function filesOf(plans: readonly SwapPlan[], { config }: TrainedRun, out: string): string[] {
  const people = distinctNames(config.people.map(({ name }) => fileNameOf(name.replace(/^seed:/, 'seed-'))));
  const names = plans.map(({ folder, target }) =>
    fileNameOf(`${folderNameOf(resolve(folder))}-as-${people[target]}`),
  );
  const again = distinctNames(names).findIndex((name, i) => name !== names[i]);
  if (again < 0) return names.map((name) => join(out, name));
  const { folder } = plans[again];
  throw new InputError(
    `${folder} is the second folder called ${folderNameOf(resolve(folder))}: their videos would have one name.`,
    'Convert them one by one, with another --out.',
  );
}

async function videoOf(
  host: Host,
  run: TrainedRun,
  { extracted, target, layout }: SwapPlan,
  { compare, smoothBy, smooth, workers: threads, ...convert }: Options,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Video> {
  const video = new Video(layout);
  await convertClip(host, run, extracted, target, {
    ...{ convert, smoothBy, smooth, workers: threads || undefined, signal },
    onProgress: (done, total) => {
      onProgress(done / total);
    },
    onFrame: (index, { original, converted, key }) => {
      const shown = compare ? [original, converted[0], key.pixels] : [converted[0]];
      video.setRow(index, 0, ...shown.map(pixelsOf));
    },
  });
  return video;
}
