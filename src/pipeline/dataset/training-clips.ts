import { InputError } from '../../errors.ts';
import { samePerson } from '../../faces/shot/identity.ts';
import { extractionDigest, type ExtractedClip } from '../extract.ts';
import type { RunConfig } from '../run/config.ts';
import type { Store } from '../run/store.ts';
import { distinctNames, folderNameOf } from '../file-names.ts';

/**
 * Makes sure that a swap can be trained on clips: of two people or more who differ, and none that is kept for
 * scores.
 * @throws InputError naming the clip that will not do.
 */
export function expectTrainingClips(clips: readonly ExtractedClip[]): void {
  if (clips.length < 2) {
    throw new InputError(
      'A swap takes two people or more.',
      'Give a folder of faces for each: janus train faces/mira-training faces/oskar-training',
    );
  }
  clips.forEach(({ name, clip: { plan } }, i) => {
    if (plan.kind !== 'training') {
      throw new InputError(
        `${name} is of a ${plan.kind} clip: such clips are kept to score swaps on.`,
        'Train on faces of training clips: janus film and janus extract make them.',
      );
    }
    const same = clips.findIndex((other) => samePerson(other.clip.plan.identity, plan.identity));
    if (same === i) return;
    throw new InputError(
      `${clips[same].name} and ${name} are of the same person.`,
      'Give the faces of people who differ.',
    );
  });
}

/** @throws InputError unless the clips are those that a run began with. */
export function expectSameClips(run: Store, { people }: RunConfig, clips: readonly ExtractedClip[]): void {
  if (clips.length !== people.length) {
    throw new InputError(
      `The run in ${run.locate('')} began with clips of ${people.map(({ name }) => name).join(', ')}, and goes on with ${clips.length}: expected ${people.length}, in that order.`,
      'Give the faces that it began with.',
    );
  }
  clips.forEach((extracted, person) => {
    if (extracted.clip.plan.seal !== people[person].seal) {
      throw new InputError(
        `${extracted.name} is another clip than the one that the run in ${run.locate('')} began with.`,
        'Train anew: janus train.',
      );
    }
    if (extractionDigest(extracted) !== people[person].alignments) {
      throw new InputError(
        `The faces in ${extracted.name} were extracted anew since the run in ${run.locate('')} began: it would go on with others.`,
        'Extract them as they were then, or train anew: janus train.',
      );
    }
  });
}

/**
 * The person that a folder of faces, or the alignments.json in it, is named for: `mira` for
 * `faces/mira-training`.
 */
export const personNameOf = (extraction: string): string => {
  const name = folderNameOf(extraction);
  return name.replace(/-training$/, '') || name;
};

/**
 * Distinct names for a run's people: as they were filmed, or, for somebody from a file, as their folder is
 * named.
 */
export const namesOf = (clips: readonly ExtractedClip[]): string[] =>
  distinctNames(clips.map(({ clip, name }) => clip.plan.name ?? personNameOf(name)));
