import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../src/node/disk/atomic.ts';
import type { Result } from './result.ts';

/** All results, as they are committed. */
const TABLE = 'docs/results.json';
/**
 * The results of each trial in a file of its own, so that those of several machines are put together by
 * copying.
 */
const FOLDER = '.cache/study/results';

/** The results that there are, of trials that there may no longer be. */
export async function readResults(): Promise<Result[]> {
  const known = existsSync(TABLE) ? (JSON.parse(await readFile(TABLE, 'utf8')) as Result[]) : [];
  const names = existsSync(FOLDER) ? await readdir(FOLDER) : [];
  const own = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as Result[]),
  );
  const added = new Set(own.flat().map(({ fingerprint }) => fingerprint));
  return [...known.filter(({ fingerprint }) => !added.has(fingerprint)), ...own.flat()];
}

/** Keeps what one trial came to. */
export async function keepResults(fingerprint: string, results: readonly Result[]): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFileAtomic(join(FOLDER, `${fingerprint}.json`), textOf(results));
}

/** Writes the table of all results. */
export const writeTable = (results: readonly Result[]): Promise<void> =>
  writeFileAtomic(TABLE, textOf(results));

/** A line for each, with numbers of four digits. */
const textOf = (results: readonly Result[]): string => {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
  return `[\n${results.map((result) => JSON.stringify(result, rounded)).join(',\n')}\n]\n`;
};
