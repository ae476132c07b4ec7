import { InputError, JanusError } from '../../errors.ts';
import type { BackendName, BackendOption } from './backend-name.ts';
import { registerGradients } from '../kernels/corrected/gradients.ts';
import { tryActivate, type Activation, type BackendCandidate, type Unavailable } from './candidate.ts';

/** A backend that was not chosen, and why. */
export type PassedOver = Pick<Unavailable, 'reason' | 'install'> & { readonly name: BackendName };

/** The backend that TensorFlow.js uses now, and why. */
export interface BackendChoice {
  readonly name: BackendName;
  /** What it computes with, such as a GPU's name: part of a sentence. */
  readonly why: string;
  /** Whether the user named it; else it is the first that runs. */
  readonly forced: boolean;
  /** The other candidates, in order of preference; empty if the user named the backend. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * Makes TensorFlow.js use the first candidate that runs on this machine.
 *
 * @param candidates in order of preference: `nodeBackends()` or `browserBackends()`
 * @param option `auto`, or the name of one candidate, which is then the only one tried
 * @throws InputError if no candidate has that name; JanusError, with what to install, if it does not run, or
 * none does
 */
export async function chooseBackend(
  candidates: readonly BackendCandidate[],
  option: BackendOption = 'auto',
): Promise<BackendChoice> {
  registerGradients();
  if (option !== 'auto') return activateNamed(candidates, option);
  const passedOver: PassedOver[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const { name } = candidate;
    const outcome = await tryActivate(candidate, false);
    if (outcome.runs) {
      const later = candidates.slice(i + 1).map((other) => ({
        name: other.name,
        reason: `${name} is preferred`,
      }));
      return { name, why: outcome.why, forced: false, passedOver: [...passedOver, ...later] };
    }
    const { reason, install } = outcome;
    passedOver.push({ name, reason, ...(install !== undefined && { install }) });
  }
  throw new JanusError(`No backend runs here${sentenceOf(passedOver)}`, 'janus doctor says more.');
}

async function activateNamed(
  candidates: readonly BackendCandidate[],
  name: BackendName,
): Promise<BackendChoice> {
  const candidate = candidates.find((candidate) => candidate.name === name);
  if (candidate === undefined) {
    const known = candidates.map(({ name }) => name).join(', ');
    throw new InputError(
      `The backend is ${JSON.stringify(name)}: expected one of auto, ${known}.`,
      'Janus has no other backends here.',
    );
  }
  const outcome = await tryActivate(candidate, true);
  if (outcome.runs) return { name, why: outcome.why, forced: true, passedOver: [] };
  throw new JanusError(
    `The backend ${name} does not run here: ${outcome.reason}.`,
    `${outcome.install === undefined ? '' : `To have it: ${outcome.install}. `}Or leave the choice to Janus: --backend auto.`,
  );
}

/**
 * Activates every candidate in turn. Which one TensorFlow.js uses afterwards is unspecified: choose one then.
 */
export async function surveyBackends(
  candidates: readonly BackendCandidate[],
): Promise<(Activation & { readonly name: BackendName })[]> {
  const found = [];
  for (const candidate of candidates) {
    found.push({ name: candidate.name, ...(await tryActivate(candidate, false)) });
  }
  return found;
}

/** A choice in one line: which backend, why not the others, and what to install. */
export const describeChoice = ({ name, why, forced, passedOver }: BackendChoice): string =>
  `Backend: ${name}, ${why}${forced ? ', as asked for' : ''}${sentenceOf(passedOver)}`;

function sentenceOf(passedOver: readonly PassedOver[]): string {
  const reasons = passedOver.map(
    ({ name, reason, install }) => `${name}: ${reason}${install === undefined ? '' : ` (${install})`}`,
  );
  return reasons.length === 0 ? '.' : `. Not ${reasons.join('; not ')}.`;
}
