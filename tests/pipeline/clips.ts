import { planClip, sampleIdentity, type Identity } from '../../src/index.ts';
import type { ClipPlan } from '../../src/clips/manifest.ts';
import type { LandmarkSource } from '../../src/extract/alignments.ts';
import { extractClip, type ExtractedClip } from '../../src/pipeline/extract.ts';
import { drawClip } from '../../src/pipeline/film.ts';
import { drawnClip, type Clip } from '../../src/pipeline/frame-source.ts';
import { localHost } from './local-host.ts';

/** Pixels a side of a test clip's frames. */
export const FRAME_SIZE = 72;

/** A plan of a short clip: 6 frames in 3 takes, unless it is changed. @param who the seed of the person. */
export const testPlan = (who: number, change: Partial<Parameters<typeof planClip>[0]> = {}): ClipPlan =>
  planClip({
    identity: sampleIdentity(who),
    name: `seed:${who}`,
    kind: 'training',
    seed: 1,
    frames: 6,
    takes: 3,
    size: FRAME_SIZE,
    fps: 5,
    ...change,
  });

/** A clip whose frames are drawn again whenever they are read. */
export const filmed = async (plan: ClipPlan): Promise<Clip> =>
  drawnClip((await drawClip(localHost(), plan)).manifest);

/** A clip with the frames that were drawn when it was filmed. */
export const filmedAndKept = async (plan: ClipPlan): Promise<Clip> => {
  const { manifest, frames } = await drawClip(localHost(), plan);
  return drawnClip(manifest, frames);
};

/** A clip that was filmed and extracted. */
export const extracted = async (
  plan: ClipPlan,
  landmarks: LandmarkSource = 'truth',
): Promise<ExtractedClip> =>
  extractClip(localHost(), await filmed(plan), `faces/${plan.name}-${plan.kind}`, { landmarks });

/** The people of a run of two. */
export const twoPeople: readonly [Identity, Identity] = [sampleIdentity(31), sampleIdentity(32)];
