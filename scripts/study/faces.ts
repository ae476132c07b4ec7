import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clipKinds, type ClipKind } from '../../src/clips/clip-kind.ts';
import type { ClipPlan } from '../../src/clips/manifest.ts';
import { planClip } from '../../src/clips/plan.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { extractClip } from '../../src/files/extract-clip.ts';
import { filmClip } from '../../src/files/film.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { findPerson } from '../../src/files/person.ts';
import { loadLandmarkFinder, pretrainedFolder } from '../../src/files/pretrained.ts';
import { defaultsOf, settings } from '../../src/settings.ts';

/** Clips and faces are kept here, by what they are made of. */
export const CACHE = '.cache/study';
const FRAMES: Readonly<Record<ClipKind, number>> = { training: 600, driving: 150 };

export const hashOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
};

/** The plans of somebody's two clips. */
export async function plansOf(who: string): Promise<Record<ClipKind, ClipPlan>> {
  const { identity, label, name = label } = await findPerson(who);
  const { size, fps, seed } = defaultsOf(settings.film);
  const plan = (kind: ClipKind) => planClip({ identity, name, kind, seed, frames: FRAMES[kind], size, fps });
  return { training: plan('training'), driving: plan('driving') };
}

/** The folders of the faces in somebody's clips, which are made if they are not there. */
export async function facesOf(who: string): Promise<Record<ClipKind, string>> {
  const plans = await plansOf(who);
  const nets = await Promise.all([weightsOf('landmarks-whole'), weightsOf('landmarks-close')]);
  const folders = { training: '', driving: '' };
  for (const kind of clipKinds) {
    const made = JSON.stringify(plans[kind]);
    const clip = join(CACHE, 'clips', hashOf(made));
    const folder = join(CACHE, 'faces', hashOf(made, ...nets));
    if (!existsSync(clip)) await filmClip(plans[kind], clip);
    if (!existsSync(folder)) {
      await chooseBackend(nodeBackends(), 'wasm');
      await extractClip(clip, folder, { finder: await loadLandmarkFinder() });
    }
    folders[kind] = folder;
  }
  return folders;
}

export const weightsOf = (name: Parameters<typeof pretrainedFolder>[0]): Promise<Uint8Array> =>
  readFile(join(pretrainedFolder(name), 'weights.bin'));
