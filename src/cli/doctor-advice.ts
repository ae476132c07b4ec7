import type { Diagnosis } from '../node/backends/diagnose.ts';

const GPUS: Readonly<Record<string, string>> = {
  'tfjs-node-gpu': 'an NVIDIA GPU with CUDA 11.2 and cuDNN 8.1',
  webgpu: 'any GPU',
};
const LITTLE_MEMORY = 2e9;
/** Below this, a model that takes minutes on a laptop takes an hour. */
const SLOW_GFLOPS = 5;

/** Advice on how to train better on this machine, each piece in a sentence or two. */
export function adviceOn({ machine, backends, choice, pictures, workers, speed }: Diagnosis): string[] {
  const advice: string[] = [];
  if (!pictures.runs) {
    advice.push(`Janus can neither read nor write pictures here. To have it: ${pictures.install ?? ''}.`);
  }
  const { usableCores, cores, memory } = machine;
  if (!(choice.name in GPUS)) {
    const ways = backends.flatMap((backend) =>
      backend.name in GPUS && !backend.runs && backend.install !== undefined
        ? [`for ${GPUS[backend.name]}: ${backend.install}`]
        : [],
    );
    advice.push(
      `Janus trains on the CPU here, which is enough for all it does.${
        ways.length === 0 ? '' : ` A GPU is faster; ${ways.join('; ')}.`
      }`,
    );
  }
  if (!machine.sharedMemory) advice.push('Without shared memory Janus trains on one core.');
  if (usableCores < cores) {
    advice.push(
      `The system grants Janus ${usableCores} of ${cores} cores: give the container or process more.`,
    );
  }
  if (workers > usableCores) {
    advice.push(`${workers} workers on ${usableCores} cores hinder each other: leave out --workers.`);
  }
  if (memory < LITTLE_MEMORY) {
    advice.push('There is little memory: film and verify with --workers 1, and train small batches.');
  }
  if (speed.gflops < SLOW_GFLOPS) {
    const otherwise = choice.forced ? 'leave out --backend, ' : '';
    advice.push(`This is slow: ${otherwise}close other programs, plug a laptop in, and choose small models.`);
  }
  return advice;
}
