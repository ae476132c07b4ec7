import * as tf from '@tensorflow/tfjs';
import type { GroupMember } from '../engine/parallel/group-member.ts';
import { termNames, type TermName } from './config/names.ts';
import type { PersonLoss } from './training-step.ts';

/** The terms of a loss that a training has, as numbers. */
type TermValues = Readonly<Partial<Record<TermName, number>>>;

/** The loss of a person, or its mean over some steps. */
export interface MeanLoss {
  readonly person: number;
  /** Of encoder and decoder: the sum of the terms, without the discriminator's. */
  readonly loss: number;
  readonly terms: TermValues;
}

/** A sum of one term of a person's loss. */
interface Sum {
  readonly person: number;
  readonly term: TermName;
  value: tf.Scalar;
}

/**
 * The losses of the last step, and their sums since the last report, of each person and term by term. They
 * stay on the device until they are read: to wait for them in every step would take longer than the step.
 */
export class RunningLosses {
  readonly #member: GroupMember;
  readonly #people: number;
  #last: readonly PersonLoss[] = [];
  /** This worker's sums. */
  #sums: Sum[];
  /** Of each person, since the last report. */
  #steps: number[];

  constructor(member: GroupMember, people: number) {
    this.#member = member;
    this.#people = people;
    this.#sums = [];
    this.#steps = Array.from({ length: people }, () => 0);
  }

  /**
   * Adds a step.
   * @param people who was trained. @param losses this worker's, which become this object's to dispose of.
   */
  add(people: readonly number[], losses: readonly PersonLoss[]): void {
    tf.dispose(this.#last.map(({ terms }) => terms));
    this.#last = losses;
    for (const { person, term, value } of listed(losses)) {
      const known = this.#sums.find((sum) => sum.person === person && sum.term === term);
      if (known === undefined) {
        this.#sums.push({ person, term, value: tf.keep(value.clone()) });
        continue;
      }
      const sum = tf.add<tf.Scalar>(known.value, value);
      known.value.dispose();
      known.value = sum;
    }
    for (const person of people) this.#steps[person]++;
  }

  /** The losses of the last step. In a group, every worker must call this. */
  async last(people: readonly number[]): Promise<number[]> {
    const all = await this.#gather(listed(this.#last));
    return people.map((person) => totalOf(all[person]));
  }

  /**
   * The means since this was last called, of all who were trained since. In a group, every worker must call
   * this, after the same step.
   */
  async means(): Promise<MeanLoss[]> {
    // Steps that are taken while the sums are read count for the next report.
    const [sums, steps] = [this.#sums, this.#steps];
    this.#sums = [];
    this.#steps = steps.map(() => 0);
    const all = await this.#gather(sums);
    tf.dispose(sums.map(({ value }) => value));
    return all.flatMap((sums, person) => {
      if (steps[person] === 0) return [];
      const terms = mapValues(sums, (sum) => sum / steps[person]);
      return [{ person, loss: totalOf(terms), terms }];
    });
  }

  dispose(): void {
    tf.dispose([this.#last.map(({ terms }) => terms), this.#sums.map(({ value }) => value)]);
  }

  /** Reads sums back and adds up all workers', in the order of ranks: of each person. */
  async #gather(sums: readonly Sum[]): Promise<TermValues[]> {
    const own = Array.from({ length: this.#people * termNames.length }, () => 0);
    const has = own.map(() => 0);
    // All are asked for at once: the next step disposes of them.
    const values = await Promise.all(sums.map(({ value }) => value.data()));
    sums.forEach(({ person, term }, i) => {
      const at = indexOf(person, term);
      own[at] += values[i][0];
      has[at] = 1;
    });
    const all = this.#member.allGatherScalars({ own, has });
    const sum = (name: 'own' | 'has', at: number) =>
      all.reduce((total, worker) => total + worker[name][at], 0);
    return Array.from({ length: this.#people }, (_, person) =>
      Object.fromEntries(
        termNames.flatMap((term) => {
          const at = indexOf(person, term);
          return sum('has', at) > 0 ? [[term, sum('own', at)]] : [];
        }),
      ),
    );
  }
}

const indexOf = (person: number, term: TermName): number =>
  person * termNames.length + termNames.indexOf(term);

/** What encoder and decoder make smaller. */
const totalOf = ({ discriminator: _, ...terms }: TermValues): number =>
  Object.values(terms).reduce((sum, term) => sum + term, 0);

const mapValues = (values: TermValues, change: (value: number) => number): TermValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

const listed = (losses: readonly PersonLoss[]): Sum[] =>
  losses.flatMap(({ person, terms }) =>
    Object.entries(terms).map(([term, value]) => ({ person, term: term as TermName, value })),
  );
