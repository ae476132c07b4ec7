import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trainDetector, type Detector } from '../../../src/detect/index.ts';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { TOPOLOGY_FILE, WEIGHTS_FILE } from '../../../src/nets/network-files.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { writeFolderAtomic } from '../../../src/node/disk/atomic.ts';
import { assetPath } from '../../../src/node/host.ts';
import { logProgress } from '../log-progress.ts';
import { blends, methods, type Blend, type Method } from './methods.ts';
import { cropsOfPair, type PeopleCrops } from './pair-crops.ts';
import { printScores } from './scores.ts';

/** Pairs of people: to learn from, and to be tested on. */
const PAIRS = { training: 96, unseen: 8 };
const TRAINING = { seed: 1, steps: 6000, batch: 32, learningRate: 1e-3 };
/** How much a step counts in the means that are logged. */
const RECENT = 0.01;

/**
 * Trains the detector that comes with Janus, and writes it. Then it is tested on people whom it never saw, swapped
 * by methods and put back by blends some of which it never saw either. The methods take turns over the pairs that
 * it learns from: many people swapped once teach it more than a few swapped by every method.
 */
export async function pretrainDetector(): Promise<void> {
  await chooseBackend(nodeBackends(), 'wasm');
  const turn = (pair: number) => [methods.training[pair % methods.training.length]];
  const detector = await fit(await cropsOfPairs(0, PAIRS.training, turn, blends.training));
  await save(detector);
  const all = () => [...methods.training, ...methods.unseen];
  const everyBlend = [...blends.training, ...blends.unseen];
  await printScores(detector, await cropsOfPairs(PAIRS.training, PAIRS.unseen, all, everyBlend));
  detector.dispose();
}

/** Crops of `count` pairs from the number `first` on. @param methodsOf by which methods a pair is swapped. */
async function cropsOfPairs(
  first: number,
  count: number,
  methodsOf: (pair: number) => readonly Method[],
  through: readonly Blend[],
): Promise<PeopleCrops> {
  const report = logProgress('pairs of people', count);
  const pairs: PeopleCrops[] = [];
  for (let i = 0; i < count; i++) {
    pairs.push(await cropsOfPair(first + i, methodsOf(first + i), through));
    report(i + 1);
  }
  return {
    renders: pairs.flatMap(({ renders }) => renders),
    swaps: pairs.flatMap(({ swaps }) => swaps),
  };
}

function fit({ renders, swaps }: PeopleCrops): Promise<Detector> {
  const report = logProgress('detector', TRAINING.steps);
  const mean = { loss: Math.LN2, accuracy: 0.5 };
  return trainDetector({
    ...TRAINING,
    renders,
    swaps: swaps.map(({ crops }) => crops),
    onProgress: ({ step, loss, accuracy }) => {
      mean.loss += RECENT * (loss - mean.loss);
      mean.accuracy += RECENT * (accuracy - mean.accuracy);
      report(step, `loss ${mean.loss.toFixed(3)}, accuracy ${mean.accuracy.toFixed(3)}`);
    },
  });
}

async function save(detector: Detector): Promise<void> {
  const { topology, weights } = await detector.toFiles(true);
  await writeFolderAtomic(assetPath('pretrained/detector'), true, async (folder) => {
    await writeFile(join(folder, TOPOLOGY_FILE), topology);
    await writeFile(join(folder, WEIGHTS_FILE), weights);
  });
}
