import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { encodePicture } from '../media/png.ts';
import { writeFileAtomic } from './atomic.ts';

/**
 * Writes a picture as a PNG that says in XMP where it comes from.
 * @throws InputError if the picture is not proven, or is several pictures, or cannot be written there; JanusError when the disk is
 * full.
 */
export const savePicture = async (path: string, picture: ProvenPixels): Promise<void> =>
  writeFileAtomic(path, await encodePicture(picture));
