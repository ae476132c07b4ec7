import type { ProvenPixels } from '../../../src/clips/proven-pixels.ts';
import { auc, type Detector } from '../../../src/detect/index.ts';
import { groupBy } from '../../statistics.ts';
import { blends, methods } from './methods.ts';
import type { PeopleCrops, SwappedCrops } from './pair-crops.ts';

/** Prints a detector's AUC on each method with each blend, against all renders. */
export async function printScores(detector: Detector, { renders, swaps }: PeopleCrops): Promise<void> {
  console.log('AUC on people whom the detector never saw; * marks what else it never saw');
  const ofRenders = await scoresOf(detector, renders);
  for (const [name, sets] of groupBy(swaps, nameOf)) {
    const ofSwaps = await scoresOf(
      detector,
      sets.map(({ crops }) => crops),
    );
    const scores = [...ofRenders, ...ofSwaps];
    const isSwap = scores.map((_, i) => i >= ofRenders.length);
    console.log(`${name}: ${auc(scores, isSwap).toFixed(3)}`);
  }
}

const nameOf = ({ method, blend }: SwappedCrops): string => {
  const mark = (isUnseen: boolean) => (isUnseen ? '*' : '');
  return `${method.name}${mark(methods.unseen.includes(method))}; ${blend.name}${mark(blends.unseen.includes(blend))}`;
};

async function scoresOf(detector: Detector, sets: readonly ProvenPixels[]): Promise<number[]> {
  const scores: number[] = [];
  for (const set of sets) scores.push(...(await detector.detect(set)));
  return scores;
}
