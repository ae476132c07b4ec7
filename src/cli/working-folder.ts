import { isNpmScript } from './output.ts';

/**
 * Makes relative paths mean what they mean where the command was typed: `npm run janus` starts in the folder of package.json, whichever
 * folder it was called from.
 */
export function standWhereCalled(): void {
  const folder = process.env['INIT_CWD'];
  if (folder !== undefined && isNpmScript()) process.chdir(folder);
}
