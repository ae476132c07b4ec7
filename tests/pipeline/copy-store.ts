import { MemoryStore } from '../../src/pipeline/run/store.ts';

const MOST = 2 ** 30;

/** A copy of a run, to go on with or to do harm to. */
export async function copyOf(run: MemoryStore): Promise<MemoryStore> {
  const copy = new MemoryStore();
  const copyFolder = async (folder: string): Promise<void> => {
    for (const name of await run.list(folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if ((await run.list(path)).length > 0) await copyFolder(path);
      else await copy.write(path, await run.read(path, MOST));
    }
  };
  await copyFolder('');
  return copy;
}
