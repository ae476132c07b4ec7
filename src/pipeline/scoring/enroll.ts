import { z } from 'zod';
import { planClip } from '../../clips/plan.ts';
import { shotOf } from '../../clips/manifest.ts';
import { centroid } from '../../evaluate/probes/embedding.ts';
import { EMBEDDING_SIZE, type Probes } from '../../evaluate/probes/probes.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { parse } from '../../faces/shot/fields.ts';
import type { Identity } from '../../faces/shot/identity.ts';
import { parseJson } from '../../parse-json.ts';
import { FaceBuffer } from '../dataset/face-buffer.ts';
import type { Host } from '../host.ts';
import { runFrames, type PoolOptions } from '../workers/pool.ts';

/** Faces that somebody is enrolled by: one from each second of a clip of their own. */
const FACES = 12;
const FPS = 25;
const FRAME_SIZE = 128;
const SEED = 0x7a11;

/** The embeddings of the cast, by name, in the assets: `npm run pretrain -- cast` makes them. */
export const CAST_EMBEDDINGS = 'pretrained/probe-identity/cast.json';
const castSchema = z.record(z.string(), z.array(z.number().min(-1).max(1)).length(EMBEDDING_SIZE));

/**
 * Enrolls people: draws faces of each, and embeds them on the backend in use.
 * @returns of each person the mean direction of their faces, [64], of length 1.
 * @throws the signal's reason when aborted.
 */
export async function enrollPeople(
  host: Host,
  probes: Probes,
  people: readonly Identity[],
  pool?: PoolOptions,
): Promise<Float32Array[]> {
  const shots = people.flatMap((identity) => {
    const frames = FACES * FPS;
    const plan = planClip({ identity, kind: 'training', seed: SEED, frames, size: FRAME_SIZE, fps: FPS });
    return Array.from({ length: FACES }, (_, i) => shotOf(plan, i * FPS));
  });
  const faces = new FaceBuffer(shots.length, CROP_SIDE);
  await runFrames(
    host,
    {
      task: () => ({ kind: 'truth', shots, size: FRAME_SIZE, side: CROP_SIDE }),
      items: shots.length,
      onResult: (index, { pixels, mask }, open) => {
        faces.set(index, open(pixels), mask);
      },
    },
    pool,
  );
  const embeddings = await probes.embed(faces.dataset().images);
  return people.map((_, i) => centroid(embeddings.slice(i * FACES, (i + 1) * FACES)));
}

/**
 * The cast as they were enrolled when the probe was trained, by name: so a score need not draw their faces.
 * @throws InputError if their file was changed into something else.
 */
export async function loadCastEmbeddings(
  host: Pick<Host, 'readAsset'>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const file = parseJson(await host.readAsset(CAST_EMBEDDINGS), CAST_EMBEDDINGS);
  const embeddings = Object.entries(parse(castSchema, file, CAST_EMBEDDINGS));
  return new Map(embeddings.map(([name, values]) => [name, Float32Array.from(values)]));
}
