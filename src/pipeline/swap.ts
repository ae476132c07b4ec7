import type { ProvenPixels } from '../clips/proven-pixels.ts';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import { InputError } from '../errors.ts';
import { pointsOf } from '../extract/alignments.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { scaleSimilarity } from '../extract/similarity.ts';
import { samePerson, type Identity } from '../faces/identity.ts';
import type { FaceDataset } from '../train/dataset/face-dataset.ts';
import { predict } from '../train/predict.ts';
import { loadFaces, smoothAlignments, type ExtractedClip } from './extract.ts';
import type { Host } from './host.ts';
import { predictMasks } from './networks/pretrained.ts';
import type { RunConfig } from './run/config.ts';
import type { TrainedRun } from './run/load.ts';
import { runFrames, type PoolOptions } from './workers/pool.ts';

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
 * @param smooth over how many frames its alignments are smoothed: see {@link smoothAlignments}.
 * @throws InputError if the run was not trained on its person, or naming a frame that Janus did not draw; the
 * signal's reason when aborted.
 */
export async function loadDriving(
  host: Host,
  { config }: Pick<TrainedRun, 'config'>,
  extracted: ExtractedClip,
  smooth: number,
  pool?: PoolOptions,
): Promise<DrivingClip> {
  const person = personNumber(config, extracted.clip.plan.identity, extracted.name);
  const smoothed = smoothAlignments(extracted, smooth);
  const faces = await loadFaces(host, smoothed, pool);
  return { extracted: smoothed, faces, masks: await predictMasks(host, faces, pool?.signal), person };
}

/**
 * A decoder's predictions for a clip's faces: [frames, 64, 64, 3].
 * @param target the number of the person whose decoder predicts.
 * @throws the signal's reason when aborted.
 */
export const predictFaces = (
  run: TrainedRun,
  { faces, person }: Pick<DrivingClip, 'faces' | 'person'>,
  target: number,
  signal?: AbortSignal,
): Promise<ProvenPixels> => predict(run, faces, person, target, () => signal?.throwIfAborted());

/** A frame with several versions of a face put into it. */
export interface FrameVersions {
  /** The frame as it was filmed. */
  readonly original: ProvenPixels;
  /** In the order of the versions asked for. */
  readonly converted: readonly ProvenPixels[];
  /** The frame key: what a converted frame should show, and its inner face, [size, size] bytes. */
  readonly key: { readonly pixels: ProvenPixels; readonly faceMask: Uint8Array };
}

export interface ConvertFacesOptions extends PoolOptions {
  /** How faces are put back. */
  readonly convert: ConvertOptions;
  /** Given each frame, in order. */
  readonly onFrame: (index: number, frame: FrameVersions) => void;
}

/**
 * Puts faces back into all frames of a clip, each of which is proven synthetic once more.
 * @param target who the faces show. @param versions one or more: [frames, 64, 64, 3] each.
 * @throws InputError naming a frame that Janus did not draw, or if faces are not proven; the signal's reason
 * when aborted; what `onFrame` throws.
 */
export async function convertFaces(
  host: Host,
  { extracted: { clip, alignments }, masks }: DrivingClip,
  target: Identity,
  versions: readonly ProvenPixels[],
  { convert, onFrame, ...pool }: ConvertFacesOptions,
): Promise<void> {
  const waiting = new Map<number, FrameVersions>();
  let next = 0;
  await runFrames(
    host,
    {
      task: (seal) => ({
        kind: 'convert',
        source: clip.reference,
        target,
        versions: versions.map(seal),
        masks,
        transforms: alignments.frames.map(({ transform }) => scaleSimilarity(transform, CROP_SIDE)),
        landmarks: alignments.frames.map(pointsOf),
        options: convert,
      }),
      items: alignments.frames.length,
      onResult: (index, { original, converted, key }, open) => {
        waiting.set(index, {
          original: open(original),
          converted: converted.map(open),
          key: { pixels: open(key.pixels), faceMask: key.faceMask },
        });
        for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
          waiting.delete(next);
          onFrame(next++, ready);
        }
      },
    },
    pool,
  );
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
