import type * as tf from '@tensorflow/tfjs';
import { variablesOf } from '../../nets/variables.ts';
import { isDiscriminator, trainableNetworks, type Autoencoder } from '../autoencoder.ts';
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
  /** `shared`, or `person-0`, `person-1`…, or of their discriminators `adversary-0`, `adversary-1`… */
  readonly name: string;
  readonly kind: 'autoencoder' | 'adversary';
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

/** A parameter, with whose it is: a person's, or shared. */
interface OwnedParameter {
  readonly owner: number | undefined;
  readonly kind: ParameterGroup['kind'];
  readonly parameter: Parameter;
}

const ownedParameters = (model: Autoencoder): OwnedParameter[] =>
  trainableNetworks(model).flatMap(([name, network]) =>
    variablesOf(network).map((variable, i) => ({
      owner: ownerOf(name),
      kind: isDiscriminator(name) ? 'adversary' : 'autoencoder',
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
 * networks and their own: the groups overlap. Each person's discriminator is a group of its own.
 *
 * @param people how many. @returns groups of at least one parameter.
 */
export function parameterGroups(model: Autoencoder, people: number, update: Update): ParameterGroup[] {
  const all = ownedParameters(model);
  const group = (
    name: string,
    person: ParameterGroup['person'],
    kind: ParameterGroup['kind'],
    ...owners: (number | undefined)[]
  ): ParameterGroup => ({
    name,
    person,
    kind,
    parameters: all
      .filter((owned) => owned.kind === kind && owners.includes(owned.owner))
      .map(({ parameter }) => parameter),
  });
  const isJoint = update === 'joint';
  const persons = Array.from({ length: people }, (_, person) => person);
  return [
    ...(isJoint ? [group('shared', 'all', 'autoencoder', undefined)] : []),
    ...persons.map((person) =>
      group(`person-${person}`, person, 'autoencoder', person, ...(isJoint ? [] : [undefined])),
    ),
    ...persons.map((person) => group(`adversary-${person}`, person, 'adversary', person)),
  ].filter(({ parameters }) => parameters.length > 0);
}
