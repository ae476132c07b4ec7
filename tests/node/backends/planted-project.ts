import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Packages with native addons that this machine may or may not have: there are those a test plants, and no
 * others.
 */
const ADDONS = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', 'webgpu'] as const;
type Addon = (typeof ADDONS)[number];

/** A package's one file: CommonJS, as TensorFlow.js's are, or a module, as `webgpu` is. */
type Planted = Partial<Readonly<Record<Addon | 'sharp', string>>>;

/**
 * Fills an empty folder with a copy of the built package whose packages are the real ones, apart from the
 * addons and those that are planted.
 */
export function plantProject(home: string, planted: Planted): void {
  cpSync(join(ROOT, 'dist'), join(home, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(home, 'package.json'));
  for (const name of installed()) {
    if ((ADDONS as readonly string[]).includes(name) || name in planted) continue;
    const place = join(home, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place, 'junction');
  }
  for (const [name, text] of Object.entries(planted)) {
    const folder = join(home, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    const type = name === 'webgpu' ? 'module' : 'commonjs';
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, type, main: 'index.js' }));
    writeFileSync(join(folder, 'index.js'), text);
  }
}

const installed = (): string[] =>
  readdirSync(join(ROOT, 'node_modules'))
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(ROOT, 'node_modules', name)).map((part) => `${name}/${part}`)
        : [name],
    );

/** Runs one of a planted project's files to its end. */
export function runPlanted(
  home: string,
  words: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, words, { cwd: home });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

/** The part of a package before its addon: it registers its kernels first, as TensorFlow.js's does. */
const KERNELS = `
const tf = require('@tensorflow/tfjs');
const { MathBackendCPU } = require('@tensorflow/tfjs-backend-cpu');
for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
`;

/** A package whose addon is not there. */
export const MISSING_ADDON = `${KERNELS}require('./lib/napi-v8/tfjs_binding.node');`;

/** The same, as TensorFlow.js puts it. */
export const EXPLAINED_ADDON = `${KERNELS}
throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found at path: /x/lib/tfjs_binding.node. \\n" +
  "Please run command 'npm rebuild @tensorflow/tfjs-node --build-addon-from-source' to rebuild the native addon module. \\n" +
  "If you have problem with building the addon module, please check https://github.com/tensorflow/tfjs or file an issue.");`;

/**
 * A package that works, once Node's \`util\` has what 4.22 calls. Its library is the \`cpu\` backend under
 * another name.
 */
export const workingTensorflow = (self: {
  isGPUPackage: boolean;
  isUsingGpuDevice: boolean;
}): string => `${KERNELS}
const util = require('util');
if (util.isNullOrUndefined(0) || !util.isNullOrUndefined(null) || !util.isArray([])) throw new Error('util is wrong');
tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), ${JSON.stringify({ ...self, firstUse: false })}), 3);
tf.setBackend('tensorflow');`;
