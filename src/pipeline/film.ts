import { sealManifest, type ClipPlan, type Manifest } from '../clips/manifest.ts';
import type { ProvenPixels } from '../clips/proven-pixels.ts';
import { canKeep, type DrawnFrames, type ProvenFrame } from './dataset/drawn-frames.ts';
import type { Host } from './host.ts';
import { runFrames, type PoolOptions } from './workers/pool.ts';

export interface DrawClipOptions extends PoolOptions {
  /** A folder into which the host saves the frames. */
  readonly folder?: string;
  /** Given each frame that was drawn, in any order, as for a video. */
  readonly onFrame?: (index: number, pixels: ProvenPixels) => void;
}

/** A clip that was drawn. */
export interface DrawnClip {
  readonly manifest: Manifest;
  /** Sizes of all the frames' files together; 0 if they were not saved. */
  readonly bytes: number;
  /** The frames themselves, unless they are too many to keep. */
  readonly frames?: DrawnFrames;
}

/**
 * Draws every frame of a plan on all cores, and seals the manifest by which anyone can draw it again.
 * @throws the signal's reason when aborted; what the host throws when it cannot save a frame.
 */
export async function drawClip(
  host: Host,
  plan: ClipPlan,
  options: DrawClipOptions = {},
): Promise<DrawnClip> {
  const { folder, onFrame, ...pool } = options;
  const kept: ProvenFrame[] | undefined = canKeep(plan) ? [] : undefined;
  const keep = kept !== undefined || onFrame !== undefined;
  const hashes: string[] = [];
  let bytes = 0;
  await runFrames(
    host,
    {
      task: () => ({
        kind: 'film',
        plan,
        ...(folder !== undefined && { folder }),
        keep,
      }),
      items: plan.frames.length,
      onResult: (index, frame, open) => {
        hashes[index] = frame.sha256;
        bytes += frame.bytes;
        if (!frame.frame) return;
        const { pixels, faceMask, landmarks } = frame.frame;
        const proven = open(pixels);
        if (kept) kept[index] = { proven, faceMask, landmarks };
        onFrame?.(index, proven);
      },
    },
    pool,
  );
  return { manifest: sealManifest(plan, hashes), bytes, ...(kept && { frames: kept }) };
}
