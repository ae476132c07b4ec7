import type { Clip } from './frame-source.ts';
import type { Host } from './host.ts';
import { runFrames, type PoolOptions } from './workers/pool.ts';
import type { FrameRefusal } from './workers/pool-tasks.ts';

/** The result of verifying a clip. */
export interface Verdict {
  /** How many frames are exactly what the manifest describes. */
  readonly verified: number;
  /** The others, in order. */
  readonly refused: readonly FrameRefusal[];
}

/**
 * Renders every frame of a clip again from its manifest, on all cores, and compares exactly. A verdict brings
 * no pixels with it: whoever needs frames reads them from the clip, which verifies again.
 * @throws the signal's reason when aborted.
 */
export async function verifyClip(host: Host, clip: Clip, options?: PoolOptions): Promise<Verdict> {
  const refused: FrameRefusal[] = [];
  const items = clip.plan.frames.length;
  await runFrames(
    host,
    {
      task: () => ({ kind: 'verify', source: clip.reference }),
      items,
      onResult: (_, refusal) => {
        if (refusal) refused.push(refusal);
      },
    },
    options,
  );
  refused.sort((a, b) => a.frame - b.frame);
  return { verified: items - refused.length, refused };
}
