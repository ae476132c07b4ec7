import { describe, expect, test } from 'vitest';
import { findBrowser, type Machine } from './find-browser.ts';

/** A machine with nothing but these files. */
const machine = (files: string[], more: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  arch: 'x64',
  env: { PATH: '/usr/local/bin:/usr/bin' },
  exists: (path) => files.includes(path),
  playwrightPath: () => '/cache/playwright/chrome',
  npmChromium: () => Promise.resolve({ executablePath: '/cache/npm/chromium', env: { FONTS: 'here' } }),
  ...more,
});

const found = async (machine: Machine) => (await findBrowser(machine)).executablePath;

const everything = ['/my/chrome', '/usr/bin/google-chrome', '/cache/playwright/chrome'];
const requesting = (JANUS_BROWSER: string) => ({ env: { PATH: '/usr/bin', JANUS_BROWSER } });

describe('the browser to test in is', () => {
  test('the one that JANUS_BROWSER names', async () => {
    expect(await found(machine(everything, requesting('/my/chrome')))).toBe('/my/chrome');
  });

  test('else the one of the system', async () => {
    expect(await found(machine(everything))).toBe('/usr/bin/google-chrome');
    expect(await found(machine(everything, requesting('')))).toBe('/usr/bin/google-chrome');
  });

  test("else Playwright's own", async () => {
    expect(await found(machine(['/cache/playwright/chrome']))).toBe('/cache/playwright/chrome');
  });

  test('else, on Linux x64, the one from npm, with its environment', async () => {
    const launch = await findBrowser(machine([]));
    expect(launch.executablePath).toBe('/cache/npm/chromium');
    expect(launch.env).toEqual({ PATH: '/usr/local/bin:/usr/bin', FONTS: 'here' });
  });

  test.each([
    ['system', '/usr/bin/google-chrome'],
    ['playwright', '/cache/playwright/chrome'],
    ['npm', '/cache/npm/chromium'],
  ])('the one of the only source that JANUS_BROWSER=%s allows', async (source, path) => {
    expect(await found(machine(everything, requesting(source)))).toBe(path);
  });

  test.each([
    ['linux', '/usr/bin/chromium', {}],
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', {}],
    ['darwin', '/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium', { HOME: '/Users/ada' }],
    [
      'win32',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      { ProgramFiles: 'C:\\Program Files' },
    ],
    [
      'win32',
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
      { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' },
    ],
  ])('found on %s at %s', async (platform, path, env) => {
    const launch = await findBrowser(machine([path], { platform, env: { PATH: '/usr/bin', ...env } }));
    expect(launch.executablePath).toBe(path);
  });

  test('launched without a sandbox, which root does not have', async () => {
    expect((await findBrowser(machine(everything))).args).toContain('--no-sandbox');
  });
});

describe('without a browser', () => {
  test.each([
    { platform: 'darwin', arch: 'arm64' },
    { platform: 'win32', arch: 'x64' },
    { platform: 'linux', arch: 'arm64' },
  ])('on $platform $arch the error says what to run', async (kind) => {
    await expect(findBrowser(machine([], kind))).rejects.toThrow('Run: npx playwright install chromium');
  });

  test('a source that JANUS_BROWSER demands is named', async () => {
    const search = findBrowser(machine(['/usr/bin/chromium'], requesting('playwright')));
    await expect(search).rejects.toThrow(
      'No browser to test in (JANUS_BROWSER is playwright). Run: npx playwright install chromium',
    );
  });

  test('a path of JANUS_BROWSER that does not exist is named', async () => {
    await expect(findBrowser(machine(everything, requesting('/no/such')))).rejects.toThrow(
      'JANUS_BROWSER is /no/such: there is no such file. Expected the path of a Chromium or Chrome, or one of: system, playwright, npm.',
    );
  });
});
