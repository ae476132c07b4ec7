import { afterEach, expect, test, vi } from 'vitest';
import { asCalled } from '../../src/cli/output.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const advice = 'Go on: janus train --resume runs/a. Or see janus cast; Janus has some.';

test.each(['janus', 'demo'])('commands are told as they are called through npm run %s', (script) => {
  vi.stubEnv('npm_lifecycle_event', script);
  expect(asCalled(advice)).toBe(
    'Go on: npm run janus -- train --resume runs/a. Or see npm run janus -- cast; Janus has some.',
  );
});

test.each([undefined, 'npx', 'test'])(
  'commands are told as they are where janus is installed (%s)',
  (script) => {
    vi.stubEnv('npm_lifecycle_event', script);
    expect(asCalled(advice)).toBe(advice);
  },
);
