import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../errors.ts';
import { openClip } from '../../node/disk/clip-folder.ts';
import { nodeHost } from '../../node/host.ts';
import { verifyClip } from '../../pipeline/verify.ts';
import type { Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';

type Options = Values<typeof settings.machine> & { json?: true };

export function verifyCommand(command: Command): void {
  command
    .description(
      'Draws every frame of a clip again from its clip.json and compares: a frame that is not exactly what clip.json describes is refused.',
    )
    .argument('<clip>', "the clip's folder");
  addSettings(command, settings.machine)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus verify clips/mira-training
  janus verify clips/mira-training --json | jq .refused

Exit code 0: every frame is verified. 2: a frame, or the clip, is refused.`,
    )
    .action(verify);
}

async function verify(path: string, options: Options): Promise<void> {
  const progress = new Progress('Verifying');
  const clip = await openClip(path);
  const { verified, refused } = await verifyClip(nodeHost(), clip, {
    workers: options.workers || undefined,
    signal: stopSignal(),
    onProgress: (done, total) => {
      progress.update(done, total);
    },
  }).finally(() => {
    progress.stop();
  });
  const { name = 'somebody from a file', kind, frames, size } = clip.plan;
  const { seconds } = progress;
  if (options.json) {
    printJson({
      clip: resolve(path),
      person: name,
      kind,
      frames: frames.length,
      size,
      verified,
      refused,
      seconds,
    });
  }
  if (refused.length > 0) {
    const { message, advice } = refused[0];
    const all =
      refused.length > 1 ? ` In all, ${refused.length} of ${frames.length} frames are refused.` : '';
    throw new InputError(message + all, advice);
  }
  if (options.json) return;
  print(
    `Verified ${verified} frames of ${name}, ${kind}, ${size} × ${size}, in ${duration(seconds)}: each is exactly what clip.json describes. Nobody in them exists.`,
  );
}
