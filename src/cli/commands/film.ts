import { join } from 'node:path';
import type { Command } from 'commander';
import { planClip } from '../../clips/plan.ts';
import { filmToFolder } from '../../node/disk/film-folder.ts';
import { findPersonOrFile } from '../../node/disk/person-file.ts';
import { nodeHost } from '../../node/host.ts';
import { fileNameOf } from '../../pipeline/file-names.ts';
import { chosen, type Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { duration, fileSize, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';

type Options = Values<typeof settings.film> &
  Values<typeof settings.machine> & { out?: string; force?: true; json?: true };

export function filmCommand(command: Command): void {
  command
    .description(
      'Films a clip of somebody who does not exist: a folder of PNG frames, and clip.json, from which every frame can be drawn again.',
    )
    .argument('<person>', 'a cast name, seed:123, or a JSON file of an identity');
  addSettings(command, { ...settings.film, ...settings.machine })
    .option('--out <folder>', 'the folder to write (default: clips/<person>-<kind>)')
    .option('--force', 'replace the clip that is there, once the new one is complete')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus film mira                                      1000 frames to train on, in clips/mira-training
  janus film mira --kind driving --video               6 seconds to swap, and to look at
  janus film seed:123 --out clips/somebody --size 128
  janus film mira --occluder any                       now and then a mug, a fan or a sleeve before the face

Stopped before the end, it leaves nothing behind: run it again.`,
    )
    .action(film);
}

async function film(who: string, options: Options): Promise<void> {
  const { kind, frames, takes, seed, size, fps, occluder, video, force, json } = options;
  const host = nodeHost();
  const person = await findPersonOrFile(host, who);
  const out = options.out ?? join('clips', fileNameOf(`${person.label}-${kind}`));
  const plan = planClip({
    identity: person.identity,
    name: person.name,
    kind,
    seed,
    occluder,
    ...chosen({ frames, takes, size, fps }),
  });
  const progress = new Progress(`Filming ${person.label}`);
  const clip = await filmToFolder(host, plan, out, {
    workers: options.workers || undefined,
    force: force === true,
    video,
    signal: stopSignal(),
    onProgress: (done, total) => {
      progress.update(done, total);
    },
  }).finally(() => {
    progress.stop();
  });
  const { seconds } = progress;
  const { folder, bytes } = clip;
  if (json) {
    printJson({
      clip: folder,
      video: clip.video ?? null,
      person: who,
      kind,
      seed,
      frames: plan.frames.length,
      size: plan.size,
      fps: plan.fps,
      bytes,
      seconds,
    });
    return;
  }
  print(
    `Filmed ${plan.frames.length} frames of ${person.label}, ${plan.size} × ${plan.size}, ${fileSize(bytes)}, in ${duration(seconds)}.`,
    `Clip: ${folder}`,
  );
  if (clip.video !== undefined) print(`Video: ${clip.video}`);
}
