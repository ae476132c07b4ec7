import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

const GPU = '@tensorflow/tfjs-node-gpu';

test('the package for NVIDIA GPUs is optional, so that npm ci succeeds where it cannot be installed', () => {
  const { dependencies, devDependencies, optionalDependencies } = json('package.json') as Record<
    string,
    object
  >;
  expect(optionalDependencies).toHaveProperty([GPU]);
  expect({ ...dependencies, ...devDependencies }).not.toHaveProperty([GPU]);
  const { packages } = json('package-lock.json') as { packages: Record<string, { optional?: boolean }> };
  expect(packages[`node_modules/${GPU}`]).toMatchObject({ optional: true });
});
