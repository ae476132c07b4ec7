import type * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../../nets/variables.ts';
import { trainableNetworks, type Autoencoder } from '../autoencoder.ts';
import type { Update } from '../config/names.ts';

/** A trainable weight, by a name that is the same in every process, unlike the variable's own. */
export interface Parameter {
  /** Its network's name and its index there, such as `encoder/0`. */
  readonly name: string;
  readonly variable: tf.Variable;
}

/**
 * Parameters that are always updated together: they share an optimizer, with its moments and its count of
 * steps.
 */
export interface ParameterGroup {
  /** `shared`, or `person-0`, `person-1`… */
  readonly name: string;
  /** Whose loss has gradients for the group: one person's, or everybody's. */
  readonly person: number | 'all';
  readonly parameters: readonly Parameter[];
}

/**
 * The person to whom a network belongs, by the number at the end of its name (`decoder-0`); undefined for a
 * shared network.
 */
const ownerOf = (network: string): number | undefined => {
  const number = /-(\d+)$/.exec(network)?.[1];
  return number === undefined ? undefined : Number(number);
};

const ownedParameters = (
  model: Autoencoder,
): { readonly owner: number | undefined; readonly parameter: Parameter }[] =>
  trainableNetworks(model).flatMap(([name, network]) =>
    variablesOf(network).map((variable, i) => ({
      owner: ownerOf(name),
      parameter: { name: `${name}/${i}`, variable },
    })),
  );

/**
 * The trainable weights in the order in which a group of workers cuts them into shards: the shared ones in the
 * middle of the people's own. So two workers, who have one person's images each, step that person's decoder
 * and half of the encoder; and gradients of this half are all that they have to give each other.
 *
 * @param people how many.
 */
export function shardingOrder(model: Autoencoder, people: number): tf.Variable[] {
  const middle = (people - 1) / 2;
  return ownedParameters(model)
    .map(({ owner = middle, parameter }) => ({ owner, variable: parameter.variable }))
    .sort((a, b) => a.owner - b.owner)
    .map(({ variable }) => variable);
}

/**
 * The parameter groups of a model. Under `joint` updates, the shared networks are one group, and each
 * person's own networks another. Under `alternating` updates each person has one group, of the shared
 * networks and their own: the groups overlap.
 *
 * @param people how many. @returns groups of at least one parameter.
 */
export function parameterGroups(model: Autoencoder, people: number, update: Update): ParameterGroup[] {
  const all = ownedParameters(model);
  const parametersOf = (...owners: (number | undefined)[]) =>
    all.filter(({ owner }) => owners.includes(owner)).map(({ parameter }) => parameter);
  const groups = Array.from({ length: people }, (_, person): ParameterGroup => ({
    name: `person-${person}`,
    person,
    parameters: update === 'joint' ? parametersOf(person) : parametersOf(undefined, person),
  }));
  if (update === 'joint')
    groups.unshift({ name: 'shared', person: 'all', parameters: parametersOf(undefined) });
  return groups.filter(({ parameters }) => parameters.length > 0);
}
