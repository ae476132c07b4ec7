import type { Manifest } from '../clips/manifest.ts';
import { InputError } from '../errors.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { samePerson } from '../faces/identity.ts';
import type { FaceDataset } from '../train/face-dataset.ts';
import { distinctNames, folderNameOf } from './file-names.ts';
import { holdOut, type Split } from './split.ts';
import { loadFaces, type ExtractedClip, type LoadOptions } from './load-faces.ts';

/** Driving clips are kept for scores, and a swap takes people who differ. @throws InputError naming the folder of one that will not do. */
export function refuseClips(manifests: readonly Manifest[], extractions: readonly string[]): void {
  manifests.forEach(({ kind, identity }, i) => {
    if (kind !== 'training') {
      throw new InputError(
        `${extractions[i]} is of a ${kind} clip: such clips are kept to score swaps on.`,
        'Train on faces of training clips: janus film and janus extract make them.',
      );
    }
    const same = manifests.findIndex((other) => samePerson(other.identity, identity));
    if (same === i) return;
    throw new InputError(
      `${extractions[same]} and ${extractions[i]} are of the same person.`,
      'Give the faces of people who differ.',
    );
  });
}

/** What a folder of faces, or the alignments.json in it, is named for: `mira` of `faces/mira-training`. */
export const personOf = (extraction: string): string => {
  const name = folderNameOf(extraction);
  return name.replace(/-training$/, '') || name;
};

/** What a run calls its people, each in another way: as they were filmed, or, of somebody from a file, as their folder is named for. */
export function namesOf(manifests: readonly Manifest[], extractions: readonly string[]): string[] {
  return distinctNames(manifests.map(({ name }, i) => name ?? personOf(extractions[i])));
}

/** Loads the faces of clips, and holds some of them out. @throws as `loadFaces` and `holdOut`. */
export async function loadTraining(
  clips: readonly ExtractedClip[],
  { workers, signal, onProgress }: LoadOptions,
): Promise<Split> {
  const total = clips.reduce((sum, { manifest }) => sum + manifest.frames.length, 0);
  let done = 0;
  const sets: FaceDataset[] = [];
  for (const clip of clips) {
    const count = () => {
      done++;
      onProgress?.(done, total);
    };
    sets.push(await loadFaces(clip, CROP_SIDE, { workers, signal, onProgress: count }));
  }
  return holdOut(
    sets,
    clips.map(({ manifest }) => manifest),
    { workers, signal },
  );
}
