import { execFileSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { asCalled, escapeControls } from '../../src/cli/output.ts';
import { asArgument } from '../../src/errors.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const advice = 'Go on: janus train --resume runs/a. Or see janus cast; Janus has some.';

test.each(['janus', 'demo'])('commands are shown as they are called through npm run %s', (script) => {
  vi.stubEnv('npm_lifecycle_event', script);
  vi.stubEnv('npm_package_name', 'janus-faceswap');
  expect(asCalled(advice)).toBe(
    'Go on: npm run janus -- train --resume runs/a. Or see npm run janus -- cast; Janus has some.',
  );
});

test.runIf(process.platform !== 'win32')('a path in a command that is advised is one word to a shell', () => {
  for (const path of ['runs/a', "my run's/a", 'a"b', 'pay $HOME', 'a`b`', '美咲/健太', 'a;b', 'x*']) {
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${asArgument(path)}`], { encoding: 'utf8' });
    expect(words).toBe(`${path}\n`);
  }
  expect(asArgument('C:\\runs\\a')).toBe('C:\\runs\\a');
});

test('a script of the same name in another package is not ours', () => {
  vi.stubEnv('npm_lifecycle_event', 'demo');
  vi.stubEnv('npm_package_name', 'something-else');
  expect(asCalled(advice)).toBe(advice);
});

test.each([undefined, 'npx', 'test'])(
  'commands are shown unchanged where janus is installed (%s)',
  (script) => {
    vi.stubEnv('npm_lifecycle_event', script);
    expect(asCalled(advice)).toBe(advice);
  },
);

test('what a name or a file holds is not obeyed by the terminal', () => {
  expect(escapeControls('no \x1b[2Jclip\0 in\r\n美咲 \x9b')).toBe('no \\x1b[2Jclip\\x00 in\\x0d\n美咲 \\x9b');
});
