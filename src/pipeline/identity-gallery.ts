import { CROP_SIDE } from '../extract/crop.ts';
import { planClip } from '../clips/plan.ts';
import { shotOf } from '../clips/manifest.ts';
import { centroid, nearestOf } from '../evaluate/embedding.ts';
import { likeness } from '../evaluate/likeness.ts';
import { poseCorrelation } from '../evaluate/pose-correlation.ts';
import type { ProbeReport, ProbeScores } from '../evaluate/probe-report.ts';
import type { Probes } from '../evaluate/probes.ts';
import { samePerson, type Identity } from '../faces/identity.ts';
import type { Performance } from '../faces/performance.ts';
import { loadCast } from './cast.ts';
import { loadProbes } from './pretrained.ts';
import { renderKeys, type RenderKeysOptions } from './render-keys.ts';

/** Faces by which the probes get to know somebody: one from each second of a clip of their own. */
const FACES = 12;
const FPS = 25;
const FRAME = 128;
const SEED = 0x7a11;

/** Probes that know the people of a run, and the cast beside them. */
export class IdentityGallery {
  readonly #probes: Probes;
  /** The people's, then those of the rest of the cast. */
  readonly #centroids: readonly Float32Array[];

  private constructor(probes: Probes, centroids: readonly Float32Array[]) {
    this.#probes = probes;
    this.#centroids = centroids;
  }

  /** Shows the probes who there is. @param people of the run, by number. */
  static async enroll(people: readonly Identity[], rendering?: RenderKeysOptions): Promise<IdentityGallery> {
    const probes = await loadProbes();
    const cast = (await loadCast()).map(({ identity }) => identity);
    const others = cast.filter((identity) => !people.some((person) => samePerson(person, identity)));
    const all = [...people, ...others];
    const shots = all.flatMap((identity) => {
      const frames = FACES * FPS;
      const plan = planClip({ identity, kind: 'training', seed: SEED, frames, size: FRAME, fps: FPS });
      return Array.from({ length: FACES }, (_, i) => shotOf(plan, i * FPS));
    });
    const faces = await renderKeys(shots, FRAME, CROP_SIDE, rendering);
    const embeddings = await probes.embed(faces.map(({ pixels }) => pixels));
    return new IdentityGallery(
      probes,
      all.map((_, i) => centroid(embeddings.slice(i * FACES, (i + 1) * FACES))),
    );
  }

  /**
   * @param source and @param target who was filmed and who was painted, by their numbers.
   * @param acted what the source did, frame by frame.
   * @param faces of each frame: [64, 64, 3] values 0 to 255.
   */
  async score(
    source: number,
    target: number,
    acted: readonly Performance[],
    faces: Readonly<Record<'source' | 'swap' | 'key', readonly Uint8Array[]>>,
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
}
