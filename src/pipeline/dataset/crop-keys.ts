import type { Identity } from '../../faces/shot/identity.ts';
import { alignFaces, type AlignedFaces, type AlignOptions, type ExtractedClip } from '../extract.ts';
import { drawnFrames } from '../frame-source.ts';
import type { Host } from '../host.ts';

/**
 * The crop keys of a clip, which are the ground truth of a swap: B under A's performance and capture. They
 * are found, aligned and cut out just as B's own faces were, on which B's decoder was trained: so a perfect
 * decoder predicts them to the pixel.
 * @param extracted A's clip. @param target B.
 * @throws the signal's reason when aborted.
 */
export const cropKeys = (
  host: Host,
  { clip, alignments }: ExtractedClip,
  target: Identity,
  options?: AlignOptions,
): Promise<AlignedFaces> =>
  alignFaces(host, drawnFrames({ ...clip.plan, identity: target }), alignments.landmarks, options);
