import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshBackend, passedOn } from './backend.ts';
import { exclusions, fullName } from './exclusions.ts';

// What the tests of tfjs-core use: jasmine's functions, and their own test_util and jasmine_util, with the
// behaviour of the latter's describeWithFlags.

export { beforeEach, expect };

export const { expectArraysClose, expectArraysEqual } = tf.test_util;

type Condition = () => boolean;

export const ALL_ENVS: Condition = () => true;

export const BROWSER_ENVS: Condition = () => tf.env().platformName === 'browser';

/**
 * How many tests of each suite ran; the names of those that stock kernels took part in; and of those
 * excluded.
 */
export const ran = {
  covered: {} as Record<string, number>,
  passedOn: [] as string[],
  excluded: [] as string[],
};

interface Environment {
  readonly backendName: string;
}

let suite = '';

export function describeWithFlags(name: string, applies: Condition, tests: (env: Environment) => void): void {
  if (!applies()) return;
  describe(name, () => {
    beforeAll(freshBackend);
    beforeEach(() => {
      tf.engine().startScope();
    });
    afterEach(() => {
      tf.engine().endScope();
      tf.engine().disposeVariables();
    });
    suite = name;
    tests({ backendName: 'wasm' });
  });
}

export function it(name: string, run: () => unknown): void {
  const inSuite = suite;
  const id = fullName(suite, name);
  const exclusion = exclusions.get(id);
  if (exclusion === undefined) {
    test(name, async () => {
      ran.covered[inSuite] = (ran.covered[inSuite] ?? 0) + 1;
      const before = passedOn.times;
      await run();
      if (passedOn.times > before) ran.passedOn.push(id);
    });
  } else {
    test(`${name} (excluded: ${exclusion.reason})`, async () => {
      ran.excluded.push(id);
      await expect(Promise.resolve().then(run)).rejects.toThrow(exclusion.error);
    });
  }
}
