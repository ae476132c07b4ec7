/**
 * A process that trains on noise and saves after every step: `tiny-run.ts <run> <steps>`. It says which steps
 * are saved.
 */
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { findCheckpoint, readCheckpoint, saveCheckpoint } from '../../../src/pipeline/run/checkpoint.ts';
import { checkpointFromFiles, checkpointToFiles } from '../../../src/pipeline/run/checkpoint-files.ts';
import { fit } from '../../../src/train/fit.ts';
import { alone, tinyConfig, tinyTraining } from '../../train/tiny.ts';

const [folder, steps] = process.argv.slice(2);
const run = folderStore(folder);
await chooseBackend(nodeBackends(), 'wasm');
const checkpoint = await findCheckpoint(run, 'lightweight');
const training = tinyTraining({
  // A rate that does not depend on how many steps there will be.
  config: { ...tinyConfig, schedule: 'constant', stop: { steps: Number(steps) }, saveEvery: 0 },
  ...(checkpoint && {
    from: await checkpointFromFiles(await readCheckpoint(run, checkpoint.folder), checkpoint.folder),
  }),
  save: async (checkpoint) => {
    await saveCheckpoint(run, 'lightweight', await checkpointToFiles(checkpoint));
    process.stdout.write(`${checkpoint.progress.step}\n`);
  },
});
await fit(alone(), training);
