import { InputError } from '../errors.ts';
import { pathProblem } from '../node/disk/strict-read.ts';
import { isNpmScript } from './output.ts';

/**
 * Makes relative paths mean what they mean where the command was typed: `npm run janus` starts in the folder
 * of package.json, whichever folder it was called from.
 * @throws InputError if that folder is gone.
 */
export function standWhereCalled(): void {
  const folder = process.env['INIT_CWD'];
  try {
    if (folder !== undefined && isNpmScript()) process.chdir(folder);
    else process.cwd();
  } catch (error) {
    throw new InputError(
      `The folder in which the command was called ${pathProblem(error)}.`,
      'Go to one that does.',
      {
        cause: error,
      },
    );
  }
}
