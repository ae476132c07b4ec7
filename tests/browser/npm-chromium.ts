import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A browser on disk and what its process must find in its environment. */
export interface UnpackedBrowser {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The Chromium inside the npm package @sparticuz/chromium (Linux x64), for a machine that has only Node and
 * npm. It is unpacked once, 200 MB in 3 seconds, into node_modules/.cache, and goes when node_modules goes.
 */
export async function npmChromium(cache = join(root, 'node_modules/.cache')): Promise<UnpackedBrowser> {
  const folder = join(cache, `janus-chromium-${await packageVersion()}`);
  if (!existsSync(folder)) await unpack(cache, folder);
  const executablePath = join(folder, 'chromium');
  const env = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  // The package brings NSS and expat for machines without them. The machine's own come first: they suit its
  // glibc.
  const withLibraries = { ...env, LD_LIBRARY_PATH: join(folder, 'al2023/lib') };
  return { executablePath, env: (await starts(executablePath)) ? env : withLibraries };
}

/**
 * Unpacks into a folder of this process's own and renames it when it is whole: of several processes that
 * start at once the first to finish wins, and none runs a half-written browser. The package itself unpacks to
 * wherever the system's temporary folder is, without such care, so it is run in a process that takes our
 * folder for that.
 */
async function unpack(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(`${folder}.`);
  try {
    const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
    // With this variable set, the libraries are unpacked too.
    const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
    await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, env });
    await writeFile(join(staging, 'fonts/fonts.conf'), fontsConf(folder));
    await rename(staging, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/** Whether the loader finds every library that a program needs. */
async function starts(program: string): Promise<boolean> {
  try {
    await run(program, ['--version'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

async function packageVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = join(dirname(entry), '../../package.json');
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}
