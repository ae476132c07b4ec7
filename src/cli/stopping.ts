import { Stopped } from '../errors.ts';
import { EXIT } from './output.ts';

/** What a progress bar has switched off (ECMA-48, DEC private modes 25 and 7). */
const SHOW_CURSOR_AND_WRAP = '\x1b[?25h\x1b[?7h';

/** A signal that aborts when the process is asked to stop. Asked twice, the process ends at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR_AND_WRAP);
      process.exit(EXIT.stopped);
    }
    controller.abort(
      new Stopped('Stopped.', 'Nothing is half written: run the same command again to start anew.'),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
