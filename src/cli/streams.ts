import { EXIT } from './output.ts';

/**
 * Lets a command outlive the readers of its output. Nobody may read progress any more
 * (`janus train 2>&1 | head -1`, a closed terminal): the work goes on without. Results that were not wanted
 * to the end (`janus cast | head`) are no failure; results that could not be written for any other reason,
 * such as a full disk, are.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || code === 'EIO') return;
    process.stderr.write(`error: The result could not be written: ${message}.\n`);
    process.exitCode = EXIT.failed;
  });
}
