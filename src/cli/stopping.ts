import { Stopped } from '../errors.ts';
import { EXIT, note } from './output.ts';

/** Signals that ask a process to end: Ctrl-C, kill, a closed terminal, and Ctrl-Break on Windows. */
const SIGNALS: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']
    : ['SIGINT', 'SIGTERM', 'SIGHUP'];
/**
 * npm and tsx pass Ctrl-C on to their process, to which the terminal sends it too: signals within this time
 * count as one request.
 */
const ONE_REQUEST_MS = 1000;
/** Undoes what a progress bar has switched off (ECMA-48, DEC private modes 25 and 7). */
const SHOW_CURSOR_AND_WRAP = '\x1b[?25h\x1b[?7h';

const controller = new AbortController();
let advice: string | undefined;
let requestedAt: number | undefined;

/** Handles the signals that end a process. To be called once, before anything is loaded. */
export function listenForSignals(): void {
  for (const signal of SIGNALS) process.on(signal, requestStop);
}

/**
 * A signal that aborts, with {@link Stopped} as its reason, when the process is asked to stop. A second
 * request, more than a second after the first, ends the process at once. In a command that never calls this,
 * the first one does.
 * @param whatNext the advice of the reason.
 */
export function stopSignal(
  whatNext = 'Nothing is half written: run the same command again to start anew.',
): AbortSignal {
  advice = whatNext;
  return controller.signal;
}

function requestStop(): void {
  const now = performance.now();
  if (requestedAt !== undefined && now - requestedAt < ONE_REQUEST_MS) return;
  if (advice === undefined || requestedAt !== undefined) endNow();
  requestedAt = now;
  controller.abort(new Stopped('Stopped.', advice));
}

function endNow(): never {
  if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR_AND_WRAP);
  note('Stopped.');
  process.exit(EXIT.stopped);
}
