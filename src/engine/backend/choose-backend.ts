import { InputError, JanusError } from '../../errors.ts';
import type { BackendName, BackendOption } from './backend-name.ts';
import { registerDepthToSpaceGradient } from '../kernels/depth-to-space.ts';
import { tryActivate, type Activation, type BackendCandidate, type Unavailable } from './candidate.ts';

/** A backend that was not chosen, and why. */
export type PassedOver = Pick<Unavailable, 'reason' | 'install'> & { readonly name: BackendName };

/** The backend that TensorFlow.js uses now. */
export interface BackendChoice {
  readonly name: BackendName;
  /** What it computes with, as part of a sentence. */
  readonly why: string;
  /** Whether it was asked for, rather than found. */
  readonly forced: boolean;
  /** The others, in order of preference; none where nobody had to choose. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * Makes the first candidate that runs here TensorFlow.js's backend in use.
 *
 * @param candidates in order of preference: `nodeBackends()` or `browserBackends()`
 * @param wanted `auto`, or the one backend to take
 * @throws InputError if the option is none of the candidates; JanusError, with what to install, if the one wished for does
 * not run here, or none does
 */
export async function chooseBackend(
  candidates: readonly BackendCandidate[],
  wanted: BackendOption = 'auto',
): Promise<BackendChoice> {
  registerDepthToSpaceGradient();
  if (wanted !== 'auto') return force(candidates, wanted);
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

async function force(candidates: readonly BackendCandidate[], name: BackendName): Promise<BackendChoice> {
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

/** Tries every candidate and leaves none in particular in use: choose one afterwards. */
export async function surveyBackends(
  candidates: readonly BackendCandidate[],
): Promise<(Activation & { readonly name: BackendName })[]> {
  const found = [];
  for (const candidate of candidates) {
    found.push({ name: candidate.name, ...(await tryActivate(candidate, false)) });
  }
  return found;
}

/** A choice in one line: what was chosen, why not the others, and what to install. */
export const describeChoice = ({ name, why, forced, passedOver }: BackendChoice): string =>
  `Backend: ${name}, ${why}${forced ? ', as asked for' : ''}${sentenceOf(passedOver)}`;

function sentenceOf(passedOver: readonly PassedOver[]): string {
  const reasons = passedOver.map(
    ({ name, reason, install }) => `${name}: ${reason}${install === undefined ? '' : ` (${install})`}`,
  );
  return reasons.length === 0 ? '.' : `. Not ${reasons.join('; not ')}.`;
}
