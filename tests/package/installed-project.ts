import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { VERSION } from '../../src/version.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of a project in which the packed package is installed. */
    installedProject: string;
  }
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Packs the package and installs it in an empty project, once for all the tests that use it as its users do.
 * It is built already, as whoever runs the tests has done: see package.json.
 */
export default function install(project: TestProject): () => void {
  const home = mkdtempSync(join(tmpdir(), 'janus-installed-'));
  run(ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', home);
  writeFileSync(join(home, 'package.json'), '{ "type": "module", "private": true }');
  const tarball = `./janus-faceswap-${VERSION}.tgz`;
  run(home, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball);
  project.provide('installedProject', home);
  return () => {
    rmSync(home, { recursive: true });
  };
}

/** Runs a program to its end. @returns what it prints. @throws if it fails. */
export const run = (folder: string, command: string, ...words: readonly string[]): string =>
  execFileSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
