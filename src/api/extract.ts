import type { LandmarkSource } from '../extract/alignments.ts';
import { extractClip, type ExtractedClip } from '../pipeline/extract.ts';
import type { Clip } from '../pipeline/frame-source.ts';
import { poolOf, type RunOptions } from './options.ts';

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
  const { host, landmarks = 'found' } = options;
  const { name = 'somebody', kind } = clip.plan;
  return extractClip(host, clip, `${name}-${kind}`, { ...poolOf(options, 'extract'), landmarks });
}
