/**
 * The study behind docs/results.md: `npm run study` runs what of it has not been run, and writes page, table
 * and figures anew. What was measured with other clips, configs or pretrained networks than there are now is
 * run again; after a change of code that matters, delete docs/results.json and .cache/study/results.
 */
import { parseArgs } from 'node:util';
import { InputError } from '../src/errors.ts';
import { writeFileAtomic } from '../src/node/disk/atomic.ts';
import { runScript } from './run-script.ts';
import { itemsOf, parseShard } from './shard.ts';
import { isFrozen } from './study/blind-pairs.ts';
import { drawFigures } from './study/figures.ts';
import { formatResults } from './study/format-results.ts';
import { keepResults, readResults, writeTable } from './study/result-files.ts';
import { fingerprintOf, runTrial } from './study/run-trial.ts';
import { groups } from './study/trial.ts';
import { trials } from './study/trials.ts';

const PAGE = 'docs/results.md';

const HELP = `npm run study                              all trials that have not been run, then the page
npm run study -- blind                     the trials of one group: ${groups.join(', ')}
npm run study -- --shard 2/8               the second eighth of them, without the page: for one of eight machines,
                                           whose files of .cache/study/results are then put together
npm run study -- --page                    the page alone, of what has been run`;

await runScript(async () => {
  const { positionals, values } = parseArgs({
    options: {
      shard: { type: 'string' },
      page: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const group = positionals.at(0);
  if (group !== undefined && !groups.some((name) => name === group)) {
    throw new InputError(`There is no group ${JSON.stringify(group)}.`, HELP);
  }
  const all = await Promise.all(
    trials.map(async (trial) => ({ trial, fingerprint: await fingerprintOf(trial) })),
  );
  if (!values.page) {
    const wanted = all.filter(({ trial }) => group === undefined || trial.group === group);
    if (!isFrozen && wanted.some(({ trial }) => trial.group === 'blind')) {
      throw new InputError(
        'No recipe is frozen by which the blind pairs could be drawn.',
        'Put the hash of the commit that freezes it into scripts/study/blind-pairs.ts. Or name another group: npm run study -- switches.',
      );
    }
    await runTrials(values.shard === undefined ? wanted : itemsOf(parseShard(values.shard), wanted));
    if (values.shard !== undefined) return;
  }
  const found = await readResults();
  const results = all.flatMap(({ fingerprint }) =>
    found.filter((result) => result.fingerprint === fingerprint),
  );
  await writeTable(results);
  await drawFigures(results);
  await writeFileAtomic(PAGE, await formatResults(results));
  const run = new Set(results.map(({ fingerprint }) => fingerprint)).size;
  console.log(`${PAGE} has ${run} of ${all.length} trials.`);
});

/** Runs those of some trials that have not been run. */
async function runTrials(
  wanted: readonly { readonly trial: (typeof trials)[number]; readonly fingerprint: string }[],
): Promise<void> {
  const known = new Set((await readResults()).map(({ fingerprint }) => fingerprint));
  const missing = wanted.filter(({ fingerprint }) => !known.has(fingerprint));
  const started = performance.now();
  for (const [i, { trial, fingerprint }] of missing.entries()) {
    const { variant, a, b, settings } = trial;
    const left =
      i === 0 ? '' : `, ${minutes(((performance.now() - started) / i) * (missing.length - i))} left`;
    console.log(
      `${i + 1} of ${missing.length}${left}: ${trial.group}, ${variant}, ${a} and ${b}, seed ${settings.seed}`,
    );
    const results = await runTrial(trial, fingerprint);
    for (const { variant: scored, from, to, steps, scores } of results) {
      const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
      console.log(
        `  ${scored}, ${from} → ${to}: skill ${percent(scores.skill)}, yaw ${scores.yaw.toFixed(2)}, mouth ${scores.mouthFollows.toFixed(2)}, lids ${scores.lids.toFixed(2)}, ${steps} steps`,
      );
    }
    await keepResults(fingerprint, results);
  }
}

function minutes(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 60_000)} min`;
}
