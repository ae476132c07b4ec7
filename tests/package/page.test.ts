import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { expect, inject, test } from 'vitest';
import { findBrowser } from '../browser/find-browser.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/swap.ts', import.meta.url));

/**
 * The example's lines, but for the host and for where the picture goes; as little as there can be of
 * everything.
 */
const example = readFileSync(EXAMPLE, 'utf8')
  .replace(
    "import { nodeHost, savePicture } from 'janus-faceswap/node'",
    "import { webHost } from 'janus-faceswap/web'",
  )
  .replace('nodeHost()', "webHost({ wasmPaths: '/wasm/', assets: '/data-synthetic/' })")
  .replace("savePicture('swap.png', contactSheet(swapped))", 'options.host.encodePng(contactSheet(swapped))')
  .replace('frames: 200', 'frames: 16')
  .replace('frames: 50', 'frames: 4')
  .replace('minutes: 0.25', 'steps: 4');

test('the packed package runs the example in a page that Vite has bundled', async () => {
  const home = inject('installedProject');
  const root = join(home, 'page');
  mkdirSync(root);
  writeFileSync(join(root, 'index.html'), '<script type="module" src="./swap.js"></script>');
  writeFileSync(join(root, 'swap.js'), transformSync(example, { loader: 'ts' }).code);
  const modules = join(home, 'node_modules');
  cpSync(join(modules, 'janus-faceswap', 'data-synthetic'), join(root, 'public', 'data-synthetic'), {
    recursive: true,
  });
  cpSync(join(modules, '@tensorflow', 'tfjs-backend-wasm', 'dist'), join(root, 'public', 'wasm'), {
    recursive: true,
    filter: (path) => !/\.(js|map|ts)$/.test(path),
  });
  const config = {
    root,
    configFile: false,
    logLevel: 'error',
    build: { target: 'esnext', minify: false },
    worker: { format: 'es' },
    // A page has shared memory only if it is cross-origin isolated.
    preview: {
      port: 0,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  } as const;
  await build(config);
  const server = await preview(config);
  const { args, env, executablePath } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...args], env: { ...env } });
  try {
    const page = await browser.newPage();
    const lines: string[] = [];
    const skill = new Promise<string>((resolve, reject) => {
      page.on('pageerror', reject);
      page.on('console', (message) => {
        lines.push(message.text());
        if (message.text().includes(': skill ')) resolve(message.text());
      });
    });
    await page.goto(server.resolvedUrls!.local[0]);
    expect(await skill).toMatch(/^ingrid → kwame: skill -?\d+ %/);
    expect(await page.evaluate('crossOriginIsolated'), 'there is shared memory').toBe(true);
    expect(lines.some((line) => line.startsWith('100 % trained'))).toBe(true);
  } finally {
    await browser.close();
    await server.close();
  }
});
