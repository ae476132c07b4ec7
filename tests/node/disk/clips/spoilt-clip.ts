import { cpSync } from 'node:fs';
import { planClip, sampleIdentity } from '../../../../src/index.ts';
import { openClip } from '../../../../src/node/disk/clip-folder.ts';
import { filmToFolder } from '../../../../src/node/disk/film-folder.ts';
import { verifyClip, type Verdict } from '../../../../src/pipeline/verify.ts';
import { builtHost } from '../../../built-host.ts';

const SIZE = 64;
const host = builtHost();

/** Opens a clip's folder and verifies what is in it, in a thread. */
export const verify = async (folder: string): Promise<Verdict> =>
  verifyClip(host, await openClip(folder), { workers: 1 });

/** Films a clip of four frames. @param seed of its person, and of the clip. */
export async function filmClip(folder: string, seed: number): Promise<void> {
  const identity = sampleIdentity(seed);
  const plan = planClip({ identity, kind: 'training', seed, frames: 4, size: SIZE, fps: 25 });
  await filmToFolder(host, plan, folder);
}

/** What makes copies of a clip, each spoilt, and gives their folders. */
export function spoiltCopies(master: string): (spoil: (folder: string) => void) => string {
  let copies = 0;
  return (spoil) => {
    const folder = `${master}-copy-${copies++}`;
    cpSync(master, folder, { recursive: true });
    spoil(folder);
    return folder;
  };
}
