import * as tf from '@tensorflow/tfjs';
import {
  inOneLine,
  unavailable,
  type BackendCandidate,
  type Unavailable,
  type Activation,
} from '../../engine/backend/candidate.ts';
import { wasmBackend } from '../../engine/backend/wasm-backend.ts';
import { gpuHere, webgpuBackend } from '../../engine/backend/webgpu-backend.ts';
import { restoreUtil } from './restore-util.ts';

/** The one backend that both of TensorFlow.js's packages for Node register. */
const TENSORFLOW = 'tensorflow';
const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
const CPU_PACKAGE = '@tensorflow/tfjs-node';
const WEBGPU_PACKAGE = 'webgpu';

/** What the backend of these packages, 4.22, reports. */
interface TensorflowBackend {
  readonly isGPUPackage?: boolean;
  readonly isUsingGpuDevice?: boolean;
}

/**
 * The backends that may run in Node, best first. None of the packages has to be installed, or to work: a
 * native addon can fail in many ways, and each failure leads to the next candidate, not to an error.
 */
export const nodeBackends = (): BackendCandidate[] => [
  tensorflowGpu,
  webgpuBackend(prepareWebgpu),
  wasm,
  tensorflowCpu,
];

const tensorflowGpu: BackendCandidate = {
  name: 'tfjs-node-gpu',
  async activate(forced) {
    if (process.arch !== 'x64' || process.platform === 'darwin') {
      return unavailable('it is made for NVIDIA GPUs under x86-64 Linux or Windows');
    }
    const backend = await startTensorflow(GPU_PACKAGE);
    if ('reason' in backend) return backend;
    if (backend.isGPUPackage === false) return unavailable('tfjs-node is loaded in its place');
    if (backend.isUsingGpuDevice !== false) return { runs: true, why: 'an NVIDIA GPU through CUDA' };
    if (forced) return { runs: true, why: "TensorFlow's own library on the CPU, since it finds no GPU" };
    return unavailable('it finds no GPU', 'needs an NVIDIA GPU, CUDA 11.2 and cuDNN 8.1');
  },
};

const ON_CPU: Activation = { runs: true, why: "TensorFlow's own library on the CPU" };

const tensorflowCpu: BackendCandidate = {
  name: 'tfjs-node',
  async activate() {
    const backend = await startTensorflow(CPU_PACKAGE);
    if ('reason' in backend) {
      // Without a GPU, the library in tfjs-node-gpu is the same and will do.
      const other = await startTensorflow(GPU_PACKAGE);
      return 'reason' in other || other.isUsingGpuDevice !== false ? backend : ON_CPU;
    }
    if (backend.isGPUPackage === true && backend.isUsingGpuDevice !== false) {
      return unavailable('tfjs-node-gpu is loaded in its place');
    }
    return ON_CPU;
  },
};

/**
 * Events to which TensorFlow.js's wasm module adds listeners. They would make Node print the module's only
 * line, all of its 100 kB, before an error.
 */
const ERROR_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

const wasm: BackendCandidate = {
  name: 'wasm',
  async activate(forced) {
    const events = process as NodeJS.EventEmitter;
    const before = ERROR_EVENTS.map((event) => events.listeners(event));
    const outcome = await wasmBackend().activate(forced);
    ERROR_EVENTS.forEach((event, i) => {
      for (const listener of events.listeners(event)) {
        if (!before[i].includes(listener)) events.off(event, listener as () => void);
      }
    });
    return outcome;
  },
};

/** Activates the backend `tensorflow` of the package, or of the other package if that is loaded already. */
async function startTensorflow(packageName: string): Promise<TensorflowBackend | Unavailable> {
  if (!tf.engine().backendNames().includes(TENSORFLOW)) {
    restoreUtil();
    // Otherwise its library writes a screenful of warnings.
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const loaded = await load(packageName, `${packageName}@${tf.version.tfjs}`);
    if ('reason' in loaded) {
      forgetKernels();
      return loaded;
    }
  }
  if (!(await tf.setBackend(TENSORFLOW))) return unavailable('TensorFlow.js cannot use it');
  await tf.ready();
  return tf.backend() as TensorflowBackend;
}

/**
 * Removes the kernels of a package whose addon failed. It has registered them already, and the next package
 * would warn about every one.
 */
function forgetKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend(TENSORFLOW)) {
    tf.unregisterKernel(kernelName, TENSORFLOW);
  }
}

/** Brings WebGPU to Node, as the npm package `webgpu` advises. */
async function prepareWebgpu(): Promise<Unavailable | undefined> {
  if (gpuHere() !== undefined) return undefined;
  const loaded = await load<{ create(options: string[]): object; globals: object }>(WEBGPU_PACKAGE);
  if ('reason' in loaded) return loaded;
  Object.assign(globalThis, loaded.globals);
  const gpu = loaded.create([]);
  // Node 20 has no navigator.
  const { navigator } = globalThis as { navigator?: object };
  if (navigator === undefined) Object.defineProperty(globalThis, 'navigator', { value: { gpu } });
  else Object.defineProperty(navigator, 'gpu', { value: gpu });
  return undefined;
}

/** Imports a package that may be missing or broken. */
async function load<Module extends object>(name: string, toInstall = name): Promise<Module | Unavailable> {
  try {
    return (await import(name)) as Module;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // The message quotes what is missing, Node in single quotes, Deno in double ones. If that is another
    // name, the package is there and lacks a dependency.
    const isMissing = message.includes(`'${name}'`) || message.includes(`"${name}"`);
    if (code === 'ERR_MODULE_NOT_FOUND' && isMissing) {
      return unavailable('it is not installed', `npm install ${toInstall}`);
    }
    return unavailable(`it is installed but does not load: ${inOneLine(error)}`, `npm rebuild ${name}`);
  }
}
