import { extractClip, type ExtractedClip } from '../pipeline/extract.ts';
import type { Clip } from '../pipeline/frame-source.ts';
import type { Values } from '../setting.ts';
import { settings } from '../settings.ts';
import { expectOptions, poolOf, settingsWith, type RunOptions } from './options.ts';
import { inTurn } from './turns.ts';

/** `landmarks`: networks find them in the pixels (`found`), or the renderer knows them (`truth`). */
export type ExtractOptions = Omit<RunOptions, 'backend'> & Partial<Values<typeof settings.extract>>;

/**
 * Step 1 of a face swap: finds the face in every frame of a clip, aligns it, and cuts it out. Every frame is
 * first proven synthetic. The networks run on WebAssembly, which gives the same alignments on every machine.
 * @throws InputError naming a frame that Janus did not draw, or if there is no such source of landmarks; the signal's reason when aborted.
 */
export async function extract(clip: Clip, options: ExtractOptions): Promise<ExtractedClip> {
  expectOptions(options, ...Object.keys(settings.extract));
  const { host, signal } = options;
  const { landmarks } = settingsWith(settings.extract, options);
  const { name = 'somebody', kind } = clip.plan;
  const pool = poolOf(options, 'extract');
  return inTurn(() => extractClip(host, clip, `${name}-${kind}`, { ...pool, landmarks }), signal);
}
