import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Alignment } from '../../extract/alignments.ts';
import { openClip } from '../../node/disk/clip-folder.ts';
import { expectWritable } from '../../node/disk/atomic.ts';
import { ALIGNMENTS_FILE, writeFaces } from '../../node/disk/faces-folder.ts';
import { nodeHost } from '../../node/host.ts';
import { extractClip } from '../../pipeline/extract.ts';
import type { Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';

type Options = Values<typeof settings.extract> &
  Values<typeof settings.machine> & { out?: string; json?: true };

/** Below this confidence, a face may have been found in the wrong place. */
const LEAST_CONFIDENCE = 0.3;

export function extractCommand(command: Command): void {
  command
    .description(
      [
        'Step 1 of a face swap. Finds the face in every frame by its pixels and writes alignments.json:',
        'box, landmarks, the transform to an aligned crop, and how far the landmarks lie from the truth,',
        'which Janus knows. Every frame is first proven synthetic.',
      ].join(' '),
    )
    .argument('<clip>', "the clip's folder");
  addSettings(command, settings.extract);
  addSettings(command, settings.machine)
    .option('--out <folder>', "where to write alignments.json (default: faces/ and the clip's name)")
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus extract clips/mira-training
  janus extract clips/mira-training --landmarks truth --out faces/mira-true`,
    )
    .action(extract);
}

async function extract(path: string, options: Options): Promise<void> {
  const out = options.out ?? join('faces', basename(resolve(path)));
  const host = nodeHost();
  const clip = await openClip(path);
  await expectWritable(join(out, ALIGNMENTS_FILE));
  const progress = new Progress('Extracting');
  const extracted = await extractClip(host, clip, path, {
    landmarks: options.landmarks,
    workers: options.workers || undefined,
    signal: stopSignal(),
    onProgress: (done, total) => {
      progress.update(done, total);
    },
  }).finally(() => {
    progress.stop();
  });
  const file = await writeFaces(out, extracted, clip);
  const { seconds } = progress;
  const { alignments } = extracted;
  const { frames } = alignments;
  const uncertain = frames
    .filter(({ confidence }) => confidence < LEAST_CONFIDENCE)
    .map(({ frame }) => frame);
  const error = mean(frames.map((alignment: Alignment) => alignment.error));
  if (options.json) {
    printJson({
      alignments: file,
      clip: resolve(path),
      person: clip.plan.name,
      frames: frames.length,
      landmarks: alignments.landmarks,
      error,
      uncertain,
      seconds,
    });
    return;
  }
  const where =
    alignments.landmarks === 'truth'
      ? "by the renderer's own landmarks"
      : `landmarks ${(100 * error).toFixed(1)} % of the distance between the eyes from the truth`;
  print(
    `Extracted ${frames.length} faces in ${duration(seconds)}: ${where}.`,
    ...(uncertain.length > 0 ? [`${uncertain.length} of them are uncertain: ${listed(uncertain)}.`] : []),
    `Alignments: ${file}`,
  );
}

/** The first few of some numbers. */
const listed = (frames: readonly number[]): string =>
  `${frames.length === 1 ? 'frame' : 'frames'} ${frames.slice(0, 8).join(', ')}${frames.length > 8 ? ', …' : ''}`;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
