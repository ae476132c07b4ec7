import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { hasSimd } from '../../engine/kernels/exports.ts';
import { usableCores } from './cores.ts';
import { usableMemory } from './memory.ts';
import { VERSION } from '../../version.ts';

/** The machine's hardware and platform. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  /** As many as this process may use: the system or a container may grant fewer. */
  readonly usableCores: number;
  /** In bytes, as much as this process may use. */
  readonly memory: number;
  readonly simd: boolean;
  readonly sharedMemory: boolean;
}

export function thisMachine(): Machine {
  const all = cpus();
  return {
    platform: process.platform,
    arch: process.arch,
    cpu: all[0]?.model.trim() || 'an unnamed CPU',
    cores: all.length,
    usableCores: usableCores(),
    memory: usableMemory(),
    simd: hasSimd(),
    sharedMemory: typeof SharedArrayBuffer !== 'undefined',
  };
}

export interface Versions {
  readonly janus: string;
  readonly node: string;
  readonly v8: string;
  readonly tensorflow: string;
}

export const versions = (): Versions => ({
  janus: VERSION,
  node: process.versions.node,
  v8: process.versions.v8,
  tensorflow: tf.version.tfjs,
});
