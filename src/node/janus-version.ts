import { readFileSync } from 'node:fs';

/** The version of this Janus, as its package.json has it: the same way up from src/node in a checkout and from dist/node in a package. */
export const janusVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
