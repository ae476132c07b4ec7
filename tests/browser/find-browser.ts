import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { chromium } from 'playwright';
import { npmChromium, type UnpackedBrowser } from './npm-chromium.ts';

/** Where browsers may come from, in the order they are tried. */
const sources = ['system', 'playwright', 'npm'] as const;
type Source = (typeof sources)[number];

/** What Playwright launches. */
export interface Launch {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What the search looks at, so that a test can stand in for a machine. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  /** Where Playwright would have put its own Chromium. */
  playwrightPath(): string;
  npmChromium(): Promise<UnpackedBrowser>;
}

const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  exists: existsSync,
  playwrightPath: () => chromium.executablePath(),
  npmChromium: () => npmChromium(),
};

/** For root, who has no sandbox, and for tests, which ask nothing of the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * A browser to test in: the one that JANUS_BROWSER names, else the system's Chromium or Chrome, else
 * Playwright's own, else, on Linux x64, the one in the npm package @sparticuz/chromium.
 * JANUS_BROWSER is a path, or the only source to try: `system`, `playwright` or `npm`.
 * @throws Error saying what to run where there is none.
 */
export async function findBrowser(machine: Machine = thisMachine): Promise<Launch> {
  const requested = machine.env['JANUS_BROWSER'] ?? '';
  const only = sources.find((source) => source === requested);
  if (requested !== '' && only === undefined) {
    if (machine.exists(requested)) return launch(machine, requested);
    throw new Error(
      `JANUS_BROWSER is ${requested}: there is no such file. Expected the path of a Chromium or Chrome, or one of: ${sources.join(', ')}.`,
    );
  }
  for (const source of only ? [only] : sources) {
    const found = await search(source, machine);
    if (found) return found;
  }
  throw new Error(
    `No browser to test in${only ? ` (JANUS_BROWSER is ${only})` : ''}. Run: npx playwright install chromium\n` +
      `Or install Chrome, or set JANUS_BROWSER to the path of a Chromium or Chrome.`,
  );
}

async function search(source: Source, machine: Machine): Promise<Launch | undefined> {
  switch (source) {
    case 'system': {
      const path = systemPaths(machine).find((path) => machine.exists(path));
      return path === undefined ? undefined : launch(machine, path);
    }
    case 'playwright': {
      const path = machine.playwrightPath();
      return machine.exists(path) ? launch(machine, path) : undefined;
    }
    case 'npm': {
      if (machine.platform !== 'linux' || machine.arch !== 'x64') return undefined;
      const { executablePath, env } = await machine.npmChromium();
      return launch(machine, executablePath, env);
    }
  }
}

function launch({ env }: Machine, executablePath: string, extra: Launch['env'] = {}): Launch {
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { executablePath, args: FLAGS, env: { ...Object.fromEntries(inherited), ...extra } };
}

/** Every place where the system's browser may be. */
function systemPaths({ platform, env }: Machine): string[] {
  switch (platform) {
    case 'darwin': {
      const folders = ['/Applications', ...(env['HOME'] ? [posix.join(env['HOME'], 'Applications')] : [])];
      return MAC_APPS.flatMap((app) => folders.map((folder) => `${folder}/${app}.app/Contents/MacOS/${app}`));
    }
    case 'win32': {
      const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter(
        (folder) => folder !== undefined,
      );
      return WINDOWS_PROGRAMS.flatMap((program) => folders.map((folder) => win32.join(folder, program)));
    }
    default: {
      const folders = (env['PATH'] ?? '').split(':').filter((folder) => posix.isAbsolute(folder));
      return NAMES.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
    }
  }
}
