import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './tests/browser/find-browser.ts';
import { tfjsCoreTests } from './tests/engine/tfjs-core/vitest-plugin.ts';

/** Filled when the browser project is set up, so that `vitest --project node` needs no browser. */
const launchOptions: { executablePath?: string; args?: string[]; env?: Record<string, string> } = {};

/** Tests of the package as its users have it. */
const installed = [
  'tests/package/install.test.ts',
  'tests/package/page.test.ts',
  'tests/notebooks/start-here.test.ts',
];

/**
 * Tests that start processes, choose backends or count what ran: each file has a process of its own. The others
 * share processes, which import TensorFlow.js once instead of for every file.
 */
const isolated = ['api', 'browser', 'cli', 'engine', 'node', 'notebooks', 'package'].map(
  (folder) => `tests/${folder}/**/*.test.ts`,
);
const inBrowser = 'tests/**/*.browser.test.ts';
const inPages = ['tests/**/*.everywhere.test.ts', inBrowser];
/** Pages likewise: these need one of their own. */
const isolatedInBrowser = inPages.map((glob) => glob.replace('tests/', 'tests/engine/'));

const inNode = {
  environment: 'node',
  // What is built is imported as it is.
  server: { deps: { external: [/(?<!node_modules.*)\/dist\//] } },
  // Two at a time: filming tests start workers of their own.
  maxWorkers: 2,
  // Only what hangs: a busy machine is slower by a factor.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

/** A project whose tests run in a page. */
const inPage = (test: { name: string; include: string[]; exclude?: string[]; isolate: boolean }) => ({
  plugins: [
    tfjsCoreTests(),
    {
      name: 'find-browser',
      async configResolved() {
        const { executablePath, args, env } = await findBrowser().catch((error: unknown) => {
          // Vitest would bury what to do under its own stack.
          console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
          process.exit(1);
        });
        Object.assign(launchOptions, { executablePath, args: [...args], env: { ...env } });
      },
    },
  ],
  // A page has shared memory only if it is cross-origin isolated.
  server: {
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  // Known beforehand: a dependency that Vite discovers late reloads the page under the tests.
  optimizeDeps: {
    include: [
      'zod',
      '@noble/hashes/hmac.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
      '@tensorflow/tfjs',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      'fast-check',
    ],
  },
  test: {
    ...test,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [tfjsCoreTests()],
        test: {
          ...inNode,
          name: 'node',
          include: isolated,
          exclude: [inBrowser, ...installed],
        },
      },
      {
        test: {
          ...inNode,
          name: 'shared',
          include: ['tests/**/*.test.ts'],
          exclude: [inBrowser, ...isolated],
          isolate: false,
        },
      },
      {
        test: {
          ...inNode,
          name: 'installed',
          include: installed,
          globalSetup: 'tests/package/installed-project.ts',
        },
      },
      inPage({ name: 'browser', include: inPages, exclude: isolatedInBrowser, isolate: false }),
      inPage({ name: 'browser-isolated', include: isolatedInBrowser, isolate: true }),
    ],
  },
});
