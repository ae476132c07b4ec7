import { fileURLToPath } from 'node:url';
import { parseCast, type CastMember } from '../clips/cast.ts';
import { readJson } from '../node/disk/strict-read.ts';

// The same way up from src/pipeline in a checkout and from dist/pipeline in a package.
const CAST_FILE = fileURLToPath(new URL('../../data-synthetic/cast.json', import.meta.url));

/** The named characters that come with Janus. @throws InputError if their file was changed into something else. */
export const loadCast = async (): Promise<CastMember[]> =>
  parseCast(await readJson(CAST_FILE, 2 ** 20), 'cast.json');
