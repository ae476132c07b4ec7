import util from 'node:util';

/**
 * Puts functions back into Node's `util` that `@tensorflow/tfjs-node` 4.22 calls: Node 23 removed
 * `isNullOrUndefined` (tensorflow/tfjs issue 8609), and earlier versions warn that such functions are
 * deprecated.
 */
export function restoreUtil(): void {
  Object.assign(util, {
    isArray: (value: unknown) => Array.isArray(value),
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
