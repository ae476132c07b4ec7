import { Stopped } from '../errors.ts';

/** A signal that aborts when the process is asked to stop. Asked twice, the process ends at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(
      new Stopped('Stopped.', 'Nothing is half written: run the same command again to start anew.'),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
