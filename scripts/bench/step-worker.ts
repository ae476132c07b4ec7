import { parentPort, workerData } from 'node:worker_threads';
import { joinGroup } from '../../src/engine/parallel/group-member.ts';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import type { BackendName } from '../../src/engine/backend/backend-name.ts';
import type { PresetName } from '../../src/train/config/names.ts';
import { presetTrainer } from './preset-trainer.ts';
import type { StepMessage } from './contestant.ts';

export interface StepJob {
  readonly preset: PresetName;
  readonly backend: BackendName;
}

/**
 * How many steps have been asked for; −1 ends the job. Between turns the worker sleeps on it, so that it takes
 * no time from whoever is measured then.
 */
const asked = new Int32Array(workerData as SharedArrayBuffer);

joinGroup(nodeParent(parentPort!), async (member, received) => {
  const { preset, backend } = received as StepJob;
  const { trainer, task } = await presetTrainer(preset, backend, member);
  const send = (message: StepMessage): void => {
    member.send(message);
  };
  send({ kind: 'ready', task });
  for (let taken = 0; ;) {
    Atomics.wait(asked, 0, taken);
    const target = Atomics.load(asked, 0);
    if (target < 0) return;
    const times: number[] = [];
    for (; taken < target; taken++) {
      const started = performance.now();
      trainer.step();
      times.push(performance.now() - started);
    }
    send({ kind: 'times', times });
  }
});
