import { EXIT } from './output.ts';

/**
 * Lets a command outlive the readers of its output. If nobody reads the progress any more
 * (`janus train 2>&1 | head -1`, a closed terminal), the work goes on. If a reader takes only part of the
 * results (`janus cast | head`), that is no failure; results that cannot be written for any other reason,
 * such as a full disk, are one.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || code === 'EIO') return;
    process.stderr.write(`error: The result could not be written: ${message}.\n`);
    process.exitCode = EXIT.failed;
  });
}
