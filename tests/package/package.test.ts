import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { bin, exports, files, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  files: string[];
  scripts: Record<string, string>;
};

describe('the package', () => {
  test('has every file that it names, once it is built', () => {
    const named = Object.values(exports).flatMap((paths) =>
      typeof paths === 'string' ? [paths] : Object.values(paths),
    );
    for (const path of [...named, ...Object.values(bin)])
      expect(existsSync(join(ROOT, path)), path).toBe(true);
    expect(readFileSync(join(ROOT, bin['janus']), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  // npm runs `prepare`, and no other script, for what it installs from a git repository; and before it packs.
  test('is built by prepare, and packed with what is built, though git ignores it', () => {
    expect(scripts['prepare']).toBe('node scripts/prepare.js');
    expect(files).toContain('dist');
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const [{ files: all }] = JSON.parse(packed) as [{ files: { path: string }[] }];
    const paths = new Set(all.map(({ path }) => path));
    for (const path of [
      'dist/cli/main.js',
      'dist/index.d.ts',
      'data-synthetic/cast.json',
      'README.md',
      'LICENSE',
    ])
      expect(paths).toContain(path);
    expect([...paths].filter((path) => /^(src|tests|scripts|node_modules)\//.test(path))).toEqual([]);
  });
});

test('TypeScript before 5.7 is given declarations without type arguments of typed arrays, at every subpath', () => {
  const subpaths = Object.entries(exports).filter(([path]) => path !== './package.json');
  for (const [path, conditions] of subpaths) {
    const { types, 'types@<5.7': old } = conditions as Record<string, string>;
    expect(Object.keys(conditions)[0], path).toBe('types@<5.7');
    expect(old).toBe(types.replace('./dist/', './dist/types-before-5.7/'));
  }
  const frame = (folder: string) => readFileSync(join(ROOT, folder, 'faces', 'frame.d.ts'), 'utf8');
  expect(frame('dist')).toContain('Uint8Array<ArrayBuffer>');
  expect(frame('dist/types-before-5.7')).toMatch(/Uint8Array;/);
  expect(frame('dist/types-before-5.7')).not.toContain('<ArrayBuffer');
});
