/**
 * The study behind docs/results.md: `npm run study` runs what of it has not been run, and writes the page
 * anew. `npm run study -- cast` (or blind, ablation) runs that group alone. What was measured with other
 * clips, configs or pretrained networks than there are now is run again; after a change of code that matters,
 * delete docs/results.json.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../src/node/disk/atomic.ts';
import { formatResults } from './study/format-results.ts';
import { runTrial, fingerprintOf, type Result } from './study/run-trial.ts';
import { trials } from './study/trials.ts';

const RESULTS = 'docs/results.json';
const PAGE = 'docs/results.md';

const group = process.argv.at(2);
const all = await Promise.all(
  trials.map(async (trial) => ({ trial, fingerprint: await fingerprintOf(trial) })),
);
const read = existsSync(RESULTS) ? (JSON.parse(await readFile(RESULTS, 'utf8')) as Result[]) : [];
const wanted = all.filter(({ trial }) => group === undefined || trial.group === group);
if (wanted.length === 0) throw new Error(`There is no group ${group}: expected cast, blind or ablation.`);

/** Those of trials that there are, in their order. */
const inOrder = (found: readonly Result[]) =>
  all.flatMap(({ fingerprint }) => found.filter((result) => result.fingerprint === fingerprint));
let results = inOrder(read);
const write = async () => {
  await writeFileAtomic(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  await writeFileAtomic(PAGE, await formatResults(results));
};
for (const [i, { trial, fingerprint }] of wanted.entries()) {
  const { variant, a, b, settings } = trial;
  if (results.some((result) => result.fingerprint === fingerprint)) continue;
  console.log(
    `${i + 1} of ${wanted.length}: ${trial.group}, ${variant}, ${a} and ${b}, seed ${settings.seed}`,
  );
  const found = await runTrial(trial, fingerprint);
  for (const { from, to, steps, crops } of found) {
    console.log(
      `  ${from} → ${to}: skill ${(100 * (crops.skill ?? NaN)).toFixed(1)} %, error ${crops.swapError?.toFixed(1)} (mean face ${crops.meanFaceError?.toFixed(1)}, not swapped ${crops.noSwapError?.toFixed(1)}, reconstruction ${crops.reconstructionError?.toFixed(1)}), ${steps} steps`,
    );
  }
  results = inOrder([...results, ...found]);
  await write();
}
await write();
