import type { BackendOption } from '../engine/backend/backend-name.ts';
import { chooseBackend } from '../engine/backend/choose-backend.ts';
import { Turns } from '../engine/backend/turns.ts';
import type { Host } from '../pipeline/host.ts';

const turns = new Turns();

interface BackendUse {
  readonly host: Host;
  readonly backend?: BackendOption | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs work that computes on this thread, in its turn: see {@link Turns}. It chooses its backend itself. */
export const inTurn = <Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> =>
  turns.take(work, signal);

/** Runs work in its turn, on the backend that its options name. @throws as {@link inTurn} and `chooseBackend`. */
export const withBackend = <Result>(
  { host, backend, signal }: BackendUse,
  work: () => Promise<Result>,
): Promise<Result> =>
  inTurn(async () => {
    await chooseBackend(await host.backends(), backend);
    return work();
  }, signal);
