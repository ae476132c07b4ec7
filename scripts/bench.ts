/**
 * `npm run bench`: how fast this machine is at what Janus does. Figures are medians; on a busy machine look
 * at ratios of figures from one run, not at the figures of two.
 */
import { availableParallelism, cpus } from 'node:os';
import { Command } from 'commander';
import type { Figure } from './bench/bench.ts';
import { filmBench } from './bench/film.ts';
import { renderBench } from './bench/render.ts';
import { originalBench, trainBench } from './bench/train.ts';

/** Those that are measured unless some are named. */
const usual = [renderBench, filmBench, trainBench];
const benches = [...usual, originalBench];
const names = benches.map(({ name }) => name);

const options = new Command('npm run bench --')
  .description('Measures this machine.')
  .option(
    '--only <names>',
    `which benchmarks, separated by commas, of ${names.join(', ')}`,
    usual.map(({ name }) => name).join(','),
  )
  .option('--json', 'print one JSON object')
  .parse()
  .opts<{ only: string; json?: true }>();

const only = options.only.split(',');
const stranger = only.find((name) => !names.includes(name));
if (stranger !== undefined) {
  process.stderr.write(`error: there is no benchmark ${stranger}: there are ${names.join(', ')}.\n`);
  process.exit(2);
}

const machine = {
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
};
const print = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
print(`${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, ${machine.date}`);
const results: Record<string, Figure[]> = {};
for (const bench of benches.filter(({ name }) => only.includes(name))) {
  print(`\n${bench.name}: ${bench.about}`);
  results[bench.name] = [];
  await bench.run((figure) => {
    results[bench.name].push(figure);
    print(`  ${figure.name.padEnd(46)} ${figure.value.toFixed(2).padStart(8)} ${figure.unit}`);
  });
}
if (options.json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`);
