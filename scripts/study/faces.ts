import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clipKinds, type ClipKind } from '../../src/clips/clip-kind.ts';
import type { ClipPlan } from '../../src/clips/manifest.ts';
import { planClip } from '../../src/clips/plan.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import { openDriving, type DrivingClip } from '../../src/pipeline/driving-clip.ts';
import { extractClip } from '../../src/pipeline/extract-clip.ts';
import { filmClip } from '../../src/pipeline/film.ts';
import { openExtraction, smoothAlignments, type ExtractedClip } from '../../src/pipeline/load-faces.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { findPerson } from '../../src/pipeline/person.ts';
import { loadLandmarkFinder, pretrainedFolder } from '../../src/pipeline/pretrained.ts';
import { loadTraining } from '../../src/pipeline/training-clips.ts';
import { defaultsOf, settings } from '../../src/settings.ts';

/** Clips and faces are kept here, by what they are made of. */
export const CACHE = '.cache/study';
const FRAMES: Readonly<Record<ClipKind, number>> = { training: 600, driving: 150 };

export const hashOf = (...networks: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of networks) hash.update(part);
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

// To prove a clip's frames synthetic takes as long as to draw them: in a study, it is done once for each.

/** What `loadTraining` loads, loaded once. */
export const trainingFaces = once(
  (clips: readonly ExtractedClip[]) => clips.map(({ folder }) => folder).join(),
  (clips) => loadTraining(clips, {}),
);

/** The faces of somebody's driving clip, person number 0 or 1 of a run, loaded once. */
export const drivingFaces = once(
  (folder: string, person: number) => `${folder} ${person}`,
  async (folder, person): Promise<DrivingClip> =>
    openDriving(smoothAlignments(await openExtraction(folder), defaultsOf(settings.convert).smooth), person),
);
