import { createRequire } from 'node:module';

/**
 * The program in the npm package `deno`: its postinstall script puts it in place, and where npm runs no such
 * scripts, this does.
 * @throws if the package has none for this kind of computer.
 */
export const denoProgram = (): string =>
  (createRequire(import.meta.url)('deno/install_api.cjs') as { runInstall(): string }).runInstall();
