import type { LandmarkSource } from '../extract/alignments.ts';
import { extractClip, type ExtractedClip } from '../pipeline/extract.ts';
import type { Clip } from '../pipeline/frame-source.ts';
import { expectOptions, poolOf, type RunOptions } from './options.ts';
import { inTurn } from './turns.ts';

export type ExtractOptions = Omit<RunOptions, 'backend'> & {
  /**
   * Where landmarks come from: networks find them in the pixels (`found`), or the renderer knows them
   * (`truth`).
   */
  readonly landmarks?: LandmarkSource;
};

/**
 * Step 1 of a face swap: finds the face in every frame of a clip, aligns it, and cuts it out. Every frame is
 * first proven synthetic. The networks run on WebAssembly, which gives the same alignments on every machine.
 * @throws InputError naming a frame that Janus did not draw; the signal's reason when aborted.
 */
export async function extract(clip: Clip, options: ExtractOptions): Promise<ExtractedClip> {
  expectOptions(options, 'landmarks');
  const { host, landmarks = 'found', signal } = options;
  const { name = 'somebody', kind } = clip.plan;
  const pool = poolOf(options, 'extract');
  return inTurn(() => extractClip(host, clip, `${name}-${kind}`, { ...pool, landmarks }), signal);
}
