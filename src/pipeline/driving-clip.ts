import { InputError } from '../errors.ts';
import { samePerson, type Identity } from '../faces/shot/identity.ts';
import type { FaceDataset } from '../train/dataset/face-dataset.ts';
import { loadFaces, smoothAlignments, type ExtractedClip, type Smoothing } from './extract.ts';
import type { Host } from './host.ts';
import { predictMasks } from './networks/pretrained.ts';
import type { RunConfig } from './run/config.ts';
import type { TrainedRun } from './run/load.ts';
import type { PoolOptions } from './workers/pool.ts';

/** A clip of somebody that a run was trained on, ready to be swapped. */
export interface DrivingClip {
  readonly extracted: ExtractedClip;
  readonly faces: FaceDataset;
  /** [frames, 64, 64] bytes: how much of each pixel is inner face, as a network segments the crops. */
  readonly masks: Uint8Array;
  /** The person's number in the run. */
  readonly person: number;
}

/**
 * Loads the faces of a clip that is to be swapped.
 * @param smoothing of its alignments: see {@link smoothAlignments}.
 * @throws InputError if the run was not trained on its person, or naming a frame that Janus did not draw; the
 * signal's reason when aborted.
 */
export async function loadDriving(
  host: Host,
  { config }: Pick<TrainedRun, 'config'>,
  extracted: ExtractedClip,
  smoothing: Smoothing,
  pool?: PoolOptions,
): Promise<DrivingClip> {
  const person = personNumber(config, extracted.clip.plan.identity, extracted.name);
  const smoothed = smoothAlignments(extracted, smoothing);
  const faces = await loadFaces(host, smoothed, pool);
  return { extracted: smoothed, faces, masks: await predictMasks(host, faces, pool?.signal), person };
}

/**
 * The number of a person among those that a run was trained on.
 * @param clip how the clip that shows them is named in messages.
 * @throws InputError if they are none of them.
 */
export function personNumber({ people }: RunConfig, identity: Identity, clip: string): number {
  const number = people.findIndex((person) => samePerson(person.identity, identity));
  if (number >= 0) return number;
  throw new InputError(
    `The person in ${clip} is none of those that the run was trained on: ${people.map(({ name }) => name).join(', ')}.`,
    'Film one of them, and extract that clip.',
  );
}

/**
 * The number of the person of that name.
 * @throws InputError if the run was trained on nobody of that name.
 */
export function personNumberOf({ people }: RunConfig, name: string): number {
  const number = people.findIndex((person) => person.name === name);
  if (number >= 0) return number;
  throw new InputError(
    `The run was trained on nobody called ${JSON.stringify(name)}: expected one of ${people.map((person) => person.name).join(', ')}.`,
  );
}
