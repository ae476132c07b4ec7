import util from 'node:util';

/**
 * Gives Node's `util` back what `@tensorflow/tfjs-node` 4.22 calls: `isNullOrUndefined` is gone since Node 23
 * (tensorflow/tfjs issue 8609), and before they are gone such functions warn that they will be.
 */
export function restoreUtil(): void {
  Object.assign(util, {
    isArray: (value: unknown) => Array.isArray(value),
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
