/**
 * The study behind docs/results.md: `npm run study` runs what of it has not been run, and writes the table anew.
 * `npm run study -- cast` (or blind, ablation) runs that group alone. To run everything again, delete docs/results.json.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../src/files/atomic.ts';
import { thisMachine } from '../src/files/machine.ts';
import { formatResults } from './study/format-results.ts';
import { runTrial, type Result } from './study/run-trial.ts';
import { trials } from './study/trials.ts';

const RESULTS = 'docs/results.json';
const TABLE = 'docs/results.md';

const group = process.argv.at(2);
const results = existsSync(RESULTS) ? (JSON.parse(await readFile(RESULTS, 'utf8')) as Result[]) : [];
const wanted = trials.filter((trial) => group === undefined || trial.group === group);
if (wanted.length === 0) throw new Error(`There is no group ${group}: expected cast, blind or ablation.`);
for (const [i, trial] of wanted.entries()) {
  const { variant, a, b, settings } = trial;
  const done = results.some(
    (result) =>
      result.group === trial.group &&
      result.variant === variant &&
      result.seed === settings.seed &&
      result.from === a &&
      result.to === b,
  );
  if (done) continue;
  console.log(
    `${i + 1} of ${wanted.length}: ${trial.group}, ${variant}, ${a} and ${b}, seed ${settings.seed}`,
  );
  const found = await runTrial(trial);
  for (const { from, to, steps, crops } of found) {
    console.log(
      `  ${from} → ${to}: score ${(100 * (crops.swapScore ?? NaN)).toFixed(1)} %, error ${crops.swapError?.toFixed(1)} (not swapped ${crops.unswappedError?.toFixed(1)}, average face ${crops.averageFaceError?.toFixed(1)}, itself ${crops.reconstructionError?.toFixed(1)}), ${steps} steps`,
    );
  }
  results.push(...found);
  await writeFileAtomic(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  await writeFileAtomic(TABLE, await formatResults(results, thisMachine()));
}
