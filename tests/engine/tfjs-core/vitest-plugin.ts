import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizePath, type Plugin } from 'vite';

const require = createRequire(import.meta.url);
const CORE = '@tensorflow/tfjs-core/dist';
const CORE_TEST = /@tensorflow[\\/]tfjs-core[\\/]dist[\\/].+_test\.js$/;
const JASMINE = normalizePath(fileURLToPath(new URL('jasmine.ts', import.meta.url)));

/**
 * Loads the tests that are in the package of tfjs-core, which are written for jasmine and for the sources
 * around them. As they are they would bring a second copy of TensorFlow.js, without our kernels: here they
 * import the one copy that `src` imports.
 */
export const tfjsCoreTests = (): Plugin => ({
  name: 'tfjs-core-tests',
  enforce: 'pre',

  config: () => ({
    // In Node, Vite loads only what is inlined; the rest of TensorFlow.js stays Node's, for `src` and for the
    // tests.
    test: { server: { deps: { inline: [CORE_TEST] } } },
    // In the browser, one bundle for both.
    optimizeDeps: {
      include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
      exclude: testsOf(join(dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist')),
    },
  }),

  async resolveId(source, importer = '') {
    if (CORE_TEST.test(source)) return normalizePath(require.resolve(source));
    if (!CORE_TEST.test(importer)) return null;
    // As if jasmine.ts imported it: from within node_modules Vite would not take the bundle.
    if (source.endsWith('/index')) return this.resolve('@tensorflow/tfjs', JASMINE);
    if (/\/(jasmine_util|test_util)$/.test(source)) return JASMINE;
    if (!source.startsWith('.')) return null;
    throw new Error(`${importer} imports ${source}, which tests/engine/tfjs-core does not provide.`);
  },

  transform(code, id) {
    if (!CORE_TEST.test(id)) return null;
    return { code: `import { beforeEach, expect, it } from ${JSON.stringify(JASMINE)};${code}`, map: null };
  },
});

const testsOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('_test.js'))
    .map((file) => `${CORE}/${normalizePath(file)}`);
