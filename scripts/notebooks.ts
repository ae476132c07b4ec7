/**
 * `npm run notebooks`: runs the notebooks in Deno's kernel, on the package as it is built, and keeps in them
 * what they put out.
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { writeFileAtomic } from '../src/node/disk/atomic.ts';
import { formatNotebook, type Notebook } from './notebooks/notebook.ts';
import { runNotebook } from './notebooks/run-notebook.ts';

const FOLDER = fileURLToPath(new URL('../notebooks', import.meta.url));

for (const name of (await readdir(FOLDER)).filter((each) => each.endsWith('.ipynb'))) {
  const file = join(FOLDER, name);
  const started = performance.now();
  const notebook = await runNotebook(JSON.parse(await readFile(file, 'utf8')) as Notebook, FOLDER);
  await writeFileAtomic(file, Buffer.from(formatNotebook(notebook)));
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
