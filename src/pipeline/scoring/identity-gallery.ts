import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { nearestOf } from '../../evaluate/probes/embedding.ts';
import { likeness } from '../../evaluate/probes/likeness.ts';
import { poseCorrelation } from '../../evaluate/probes/pose-correlation.ts';
import type { ProbeReport, ProbeScores } from '../../evaluate/probes/probe-report.ts';
import type { Probes } from '../../evaluate/probes/probes.ts';
import { samePerson, type Identity } from '../../faces/shot/identity.ts';
import type { Performance } from '../../faces/shot/performance.ts';
import type { Host } from '../host.ts';
import { loadProbes } from '../networks/pretrained.ts';
import { loadCast } from '../people.ts';
import type { PoolOptions } from '../workers/pool.ts';
import { enrollPeople, loadCastEmbeddings } from './enroll.ts';

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
   * Enrolls people beside the cast. Only those are drawn who are not of the cast, and were not enrolled
   * before.
   * @param people of the run, by number.
   * @throws the signal's reason when aborted.
   */
  static async enroll(host: Host, people: readonly Identity[], pool?: PoolOptions): Promise<IdentityGallery> {
    const cast = await loadCast(host);
    const others = cast
      .map(({ identity }) => identity)
      .filter((identity) => !people.some((person) => samePerson(person, identity)));
    const all = [...people, ...others];
    const known = knownCentroids(host);
    const shipped = await loadCastEmbeddings(host);
    for (const { name, identity } of cast) {
      const embedding = shipped.get(name);
      if (embedding) known.set(keyOf(identity), embedding);
    }
    const probes = await loadProbes(host);
    try {
      const unknown = all.filter((identity) => !known.has(keyOf(identity)));
      const embeddings = unknown.length > 0 ? await enrollPeople(host, probes, unknown, pool) : [];
      embeddings.forEach((embedding, i) => known.set(keyOf(unknown[i]), embedding));
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
