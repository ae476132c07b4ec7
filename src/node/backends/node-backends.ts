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

/** What their backend, 4.22, tells of itself. */
interface TensorflowBackend {
  readonly isGPUPackage?: boolean;
  readonly isUsingGpuDevice?: boolean;
}

/**
 * What Node may compute with, best first. Of the packages none needs to be installed, nor to work: a native
 * addon fails in many ways, and each is a reason for the next candidate, not an error.
 */
export const nodeBackends = (): BackendCandidate[] => [
  tensorflowGpu,
  webgpuBackend(prepareWebgpu),
  tensorflowCpu,
  wasm,
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
 * What TensorFlow.js's wasm listens for, to have Node print that file's only line, all of its 100 kB, before
 * the error.
 */
const MISHAPS = ['uncaughtException', 'unhandledRejection'] as const;

const wasm: BackendCandidate = {
  name: 'wasm',
  async activate(forced) {
    const events = process as NodeJS.EventEmitter;
    const before = MISHAPS.map((event) => events.listeners(event));
    const outcome = await wasmBackend().activate(forced);
    MISHAPS.forEach((event, i) => {
      for (const listener of events.listeners(event)) {
        if (!before[i].includes(listener)) events.off(event, listener as () => void);
      }
    });
    return outcome;
  },
};

/** Makes `tensorflow` the backend in use, from the package, or from the other one if that is loaded. */
async function startTensorflow(packageName: string): Promise<TensorflowBackend | Unavailable> {
  if (!tf.engine().backendNames().includes(TENSORFLOW)) {
    restoreUtil();
    // Its library writes a screenful of warnings otherwise.
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
 * A package whose addon fails has registered its kernels by then, and the next one would warn of every one of
 * them.
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

/** Imports a package that may not be there, or not work. */
async function load<Module extends object>(name: string, wanted = name): Promise<Module | Unavailable> {
  try {
    return (await import(name)) as Module;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Its own name in quotes, Node's single or Deno's double: any other is missing from a package that is
    // there.
    const isMissing = message.includes(`'${name}'`) || message.includes(`"${name}"`);
    if (code === 'ERR_MODULE_NOT_FOUND' && isMissing) {
      return unavailable('it is not installed', `npm install ${wanted}`);
    }
    return unavailable(`it is installed but does not load: ${inOneLine(error)}`, `npm rebuild ${name}`);
  }
}
