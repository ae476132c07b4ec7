// Installs the last commit as users do, from the git repository and from a tarball, into empty projects: the
// command must run, every subpath must load, and its types must satisfy the newest TypeScript and 5.6. Takes
// minutes and the npm registry: npm run check:install
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const subpaths = Object.keys(exports)
  .filter((path) => path !== './package.json')
  .map((path) => name + path.slice(1));
const home = mkdtempSync(join(tmpdir(), 'janus-install-'));

const run = (folder, command, ...words) =>
  execFileSync(command, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

function expect(what, holds) {
  if (!holds) throw new Error(`Failed: ${what}.`);
  console.log(`  ${what}`);
}

function check(folder, source) {
  console.log(`From ${source}:`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  run(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', source);
  expect('janus --version', run(folder, 'npx', 'janus', '--version').trim() === version);
  expect('janus cast', run(folder, 'npx', 'janus', 'cast', 'mira', '--size', '64').includes('Sheet: '));
  const imports = subpaths.map((path) => `import * as ${path.replaceAll(/\W/g, '_')} from '${path}';`);
  const uses = `console.log([${subpaths.map((path) => path.replaceAll(/\W/g, '_')).join(', ')}].length);`;
  writeFileSync(join(folder, 'use.ts'), [...imports, uses].join('\n'));
  writeFileSync(join(folder, 'use.js'), [...imports, uses].join('\n'));
  expect('every subpath loads', run(folder, 'node', 'use.js').trim() === String(subpaths.length));
  for (const typescript of ['5.6', 'latest']) {
    run(
      folder,
      'npm',
      'install',
      '--silent',
      '--no-save',
      '--no-audit',
      '--no-fund',
      `typescript@${typescript}`,
    );
    expect(`types for TypeScript ${typescript}`, typeErrors(folder).length === 0);
  }
}

/** Errors in the project and in Janus's own declarations: those of other packages are not Janus's. */
function typeErrors(folder) {
  const options = {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    types: [],
    lib: ['es2023', 'dom'],
  };
  const files = { compilerOptions: { ...options, skipLibCheck: false }, files: ['use.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(files));
  let text;
  try {
    text = run(folder, 'npx', 'tsc', '-p', '.');
  } catch (error) {
    text = error.stdout;
  }
  const errors = text.split('\n').filter((line) => /^(use\.ts|node_modules\/janus-faceswap\/)/.test(line));
  for (const error of errors) console.log(error);
  return errors;
}

try {
  run(home, 'git', 'clone', '--quiet', root, 'clone');
  check(join(home, 'from-git'), `git+${pathToFileURL(join(home, 'clone')).href}`);
  run(root, 'npm', 'pack', '--silent', '--pack-destination', home);
  check(join(home, 'from-tarball'), join(home, `${name}-${version}.tgz`));
} finally {
  rmSync(home, { recursive: true, force: true });
}
