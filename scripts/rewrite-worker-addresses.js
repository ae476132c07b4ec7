// The workers' addresses in `dist`: bundlers only know a worker by
// `new Worker(new URL('./file', import.meta.url))`, where TypeScript leaves the source's name.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../dist/web/host.js', import.meta.url));
const text = readFileSync(file, 'utf8');
const rewritten = text.replaceAll(/(new URL\('\.\/[\w-]+)\.ts(', import\.meta\.url\))/g, '$1.js$2');
if (rewritten === text) throw new Error(`${file} has no addresses of workers.`);
writeFileSync(file, rewritten);
