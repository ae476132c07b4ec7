import { InputError } from '../errors.ts';
import { pathProblem } from '../node/disk/strict-read.ts';
import { isNpmScript } from './output.ts';

/**
 * Changes to the folder in which the command was typed, so that relative paths are right: `npm run janus`
 * starts in the folder of package.json, wherever it was called.
 * @throws InputError if that folder is gone.
 */
export function changeToCallersFolder(): void {
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
