import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clipKinds, type ClipKind } from '../../src/clips/clip-kind.ts';
import type { ClipPlan } from '../../src/clips/manifest.ts';
import { planClip } from '../../src/clips/plan.ts';
import { openClip } from '../../src/node/disk/clip-folder.ts';
import { openFaces, writeFaces } from '../../src/node/disk/faces-folder.ts';
import { filmToFolder } from '../../src/node/disk/film-folder.ts';
import { assetPath, nodeHost } from '../../src/node/host.ts';
import { extractClip, type ExtractedClip } from '../../src/pipeline/extract.ts';
import type { PretrainedName } from '../../src/nets/pretrained-names.ts';
import { findPerson } from '../../src/pipeline/people.ts';
import { loadSplit } from '../../src/pipeline/dataset/split.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import type { Trial } from './trial.ts';

/** Clips and alignments are kept here, by what they are made of. */
const CACHE = '.cache/study';

/** What the study runs on. */
export const host = nodeHost();

/** A short hash of some texts and bytes. */
export const hashOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
};

/** Makes something once, however often it is asked for. */
export function once<Arguments extends unknown[], Made>(
  keyOf: (...of: Arguments) => string,
  make: (...of: Arguments) => Promise<Made>,
): (...of: Arguments) => Promise<Made> {
  const known = new Map<string, Promise<Made>>();
  return (...of) => {
    const key = keyOf(...of);
    const made = known.get(key) ?? make(...of);
    known.set(key, made);
    return made;
  };
}

/** The plans of somebody's two clips. @param film how the training clip is filmed, other than usually. */
export const plansOf = once(
  (who: string, film?: Trial['film']) => `${who} ${JSON.stringify(film)}`,
  async (who, film): Promise<Record<ClipKind, ClipPlan>> => {
    const { identity, label, name = label } = await findPerson(host, who);
    const { seed } = defaultsOf(settings.film);
    const plan = (kind: ClipKind, changes: Trial['film']) =>
      planClip({ identity, name, kind, seed, ...changes });
    return { training: plan('training', film), driving: plan('driving', {}) };
  },
);

/** The weights of a network that comes with Janus. */
export const weightsOf = once(
  (name: PretrainedName) => name,
  (name): Promise<Uint8Array> => readFile(assetPath(`pretrained/${name}/weights.bin`)),
);

/** Makes a folder unless it is there: another shard on this machine may make it at the same time. */
async function makeFolder(folder: string, make: (folder: string) => Promise<unknown>): Promise<void> {
  if (existsSync(folder)) return;
  const own = `${folder}-${process.pid}`;
  await make(own);
  try {
    await rename(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    await rm(own, { recursive: true });
  }
}

/** Somebody's clips with their alignments, which are made if they are not there. */
export async function extractedOf(
  who: string,
  film: Trial['film'],
): Promise<Record<ClipKind, ExtractedClip>> {
  const plans = await plansOf(who, film);
  const networks = await Promise.all([weightsOf('landmarks-whole'), weightsOf('landmarks-close')]);
  const extracted: Partial<Record<ClipKind, ExtractedClip>> = {};
  for (const kind of clipKinds) {
    const made = JSON.stringify(plans[kind]);
    const clip = join(CACHE, 'clips', hashOf(made));
    const faces = join(CACHE, 'faces', hashOf(made, ...networks));
    await makeFolder(clip, (folder) => filmToFolder(host, plans[kind], folder));
    await makeFolder(faces, async (folder) => {
      const opened = await openClip(clip);
      await writeFaces(folder, await extractClip(host, opened, clip), opened);
    });
    extracted[kind] = await openFaces(faces);
  }
  return extracted as Record<ClipKind, ExtractedClip>;
}

/** The faces of clips, loaded and split once: to prove frames synthetic takes as long as to draw them. */
export const splitOf = once(
  (clips: readonly ExtractedClip[]) => clips.map(({ alignments }) => alignments.seal).join(),
  (clips) => loadSplit(host, clips, {}),
);
