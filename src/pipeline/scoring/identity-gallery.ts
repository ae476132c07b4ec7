import * as tf from '@tensorflow/tfjs';
import { planClip } from '../../clips/plan.ts';
import { shotOf } from '../../clips/manifest.ts';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { centroid, nearestOf } from '../../evaluate/probes/embedding.ts';
import { likeness } from '../../evaluate/probes/likeness.ts';
import { poseCorrelation } from '../../evaluate/probes/pose-correlation.ts';
import type { ProbeReport, ProbeScores } from '../../evaluate/probes/probe-report.ts';
import type { Probes } from '../../evaluate/probes/probes.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { samePerson, type Identity } from '../../faces/shot/identity.ts';
import type { Performance } from '../../faces/shot/performance.ts';
import { FaceBuffer } from '../dataset/face-buffer.ts';
import type { Host } from '../host.ts';
import { loadProbes } from '../networks/pretrained.ts';
import { loadCast } from '../people.ts';
import { runFrames, type PoolOptions } from '../workers/pool.ts';

/** Faces that somebody is enrolled by: one from each second of a clip of their own. */
const FACES = 12;
const FPS = 25;
const FRAME_SIZE = 128;
const SEED = 0x7a11;

/** Probes, and the people among whom they identify a face: those of a run, and the rest of the cast. */
export class IdentityGallery {
  readonly #probes: Probes;
  /** Of each person's embeddings: the run's people by their numbers, then the others. */
  readonly #centroids: readonly Float32Array[];

  private constructor(probes: Probes, centroids: readonly Float32Array[]) {
    this.#probes = probes;
    this.#centroids = centroids;
  }

  /**
   * Enrolls people: draws faces of each, and embeds them on the backend in use. Who was enrolled before is
   * known from then on.
   * @param people of the run, by number.
   * @throws the signal's reason when aborted.
   */
  static async enroll(host: Host, people: readonly Identity[], pool?: PoolOptions): Promise<IdentityGallery> {
    const cast = (await loadCast(host)).map(({ identity }) => identity);
    const others = cast.filter((identity) => !people.some((person) => samePerson(person, identity)));
    const all = [...people, ...others];
    const probes = await loadProbes(host);
    try {
      const known = knownCentroids(host);
      await enrollUnknown(host, probes, known, all, pool);
      return new IdentityGallery(
        probes,
        all.map((identity) => known.get(keyOf(identity))!),
      );
    } catch (error) {
      probes.dispose();
      throw error;
    }
  }

  /**
   * Scores a swap, and its crop keys, by the probes.
   * @param source and @param target the numbers of who was filmed and whose decoder predicted.
   * @param acted what the source did, frame by frame.
   * @param faces [frames, 64, 64, 3] each.
   */
  async score(
    source: number,
    target: number,
    acted: readonly Performance[],
    faces: Readonly<Record<'source' | 'swap' | 'key', ProvenPixels>>,
  ): Promise<ProbeReport> {
    const embeddings = {
      source: await this.#probes.embed(faces.source),
      swap: await this.#probes.embed(faces.swap),
      key: await this.#probes.embed(faces.key),
    };
    const scores = async (which: 'swap' | 'key'): Promise<ProbeScores> => {
      const found = embeddings[which];
      const right = found.filter((embedding) => nearestOf(this.#centroids, embedding) === target);
      return {
        pose: poseCorrelation(acted, await this.#probes.predictPose(faces[which])),
        likeness: likeness({ ...embeddings, swap: found }, this.#centroids[source], this.#centroids[target]),
        identityAccuracy: found.length === 0 ? null : right.length / found.length,
      };
    };
    return { swap: await scores('swap'), key: await scores('key') };
  }

  /** Disposes of the probes. */
  dispose(): void {
    this.#probes.dispose();
  }
}

type Centroids = Map<string, Float32Array>;

const keyOf = (identity: Identity): string => JSON.stringify(identity);

/** Of each host, by backend: a backend rounds in its own way. */
const enrolled = new WeakMap<Host, Map<string, Centroids>>();

/** Who is enrolled already, on the backend in use. */
function knownCentroids(host: Host): Centroids {
  const ofHost = enrolled.get(host) ?? new Map<string, Centroids>();
  enrolled.set(host, ofHost);
  const backend = tf.getBackend();
  const known = ofHost.get(backend) ?? new Map<string, Float32Array>();
  ofHost.set(backend, known);
  return known;
}

/** Enrolls those of the people who are not known yet. */
async function enrollUnknown(
  host: Host,
  probes: Probes,
  known: Centroids,
  people: readonly Identity[],
  pool?: PoolOptions,
): Promise<void> {
  const unknown = people.filter((identity) => !known.has(keyOf(identity)));
  if (unknown.length === 0) return;
  const shots = unknown.flatMap((identity) => {
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
  unknown.forEach((identity, i) => {
    known.set(keyOf(identity), centroid(embeddings.slice(i * FACES, (i + 1) * FACES)));
  });
}
