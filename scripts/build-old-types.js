// Declarations for TypeScript before 5.7, in which typed arrays take no type argument: the same files without
// it. package.json gives them to the compilers that need them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const folder = 'types-before-5.7';

rmSync(join(dist, folder), { recursive: true, force: true });
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue;
  const text = readFileSync(join(dist, name), 'utf8');
  const file = join(dist, folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    text.replaceAll(/\b(\w+Array)<(?:ArrayBuffer|SharedArrayBuffer|ArrayBufferLike)>/g, '$1'),
  );
}
