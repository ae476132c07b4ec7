import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../errors.ts';
import { writeContactSheet } from '../../node/media/contact-sheet.ts';
import { findPersonOrFile } from '../../node/disk/person-file.ts';
import { nodeHost } from '../../node/host.ts';
import { loadCast, portraitOf } from '../../pipeline/people.ts';
import type { Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { expectWritable } from '../../node/disk/atomic.ts';
import { print, printJson } from '../output.ts';
import { addSettings } from '../setting-flags.ts';
import { stopSignal } from '../stopping.ts';

type Options = Values<typeof settings.cast> & { out: string; seeds?: string; json?: true };

/** The most people on one sheet. */
const MOST_PEOPLE = 400;

export function castCommand(command: Command): void {
  command
    .description(
      'Shows people who do not exist: the cast that comes with Janus, or anyone you name. Lists them, and draws them on a contact sheet.',
    )
    .argument('[people...]', 'cast names, seed:123, or JSON files of identities; the whole cast if left out')
    .option('--seeds <range>', 'people drawn from seeds, e.g. 1-48 or 3,7,20-25')
    .option('--out <file>', 'the sheet to write, a PNG; replaced if it exists', 'cast.png')
    .option('--json', 'print one JSON object');
  addSettings(command, settings.cast)
    .addHelpText(
      'after',
      `
Examples:
  janus cast                                    the cast, in cast.png
  janus cast --seeds 1-48 --columns 8           the first 48 seeds
  janus cast mira seed:7 ada.json --size 256    three people, large`,
    )
    .action(showCast);
}

async function showCast(names: string[], { out, seeds, size, columns, json }: Options): Promise<void> {
  const host = nodeHost();
  const wanted = [...names, ...(seeds === undefined ? [] : parseSeeds(seeds).map((seed) => `seed:${seed}`))];
  if (wanted.length === 0) wanted.push(...(await loadCast(host)).map(({ name }) => name));
  if (wanted.length > MOST_PEOPLE) {
    throw new InputError(
      `${wanted.length} people are too many for one sheet: expected at most ${MOST_PEOPLE}.`,
    );
  }
  if (!/\.png$/i.test(out)) {
    throw new InputError(`--out is ${JSON.stringify(out)}: expected the name of a PNG, such as cast.png.`);
  }
  await expectWritable(out);
  const people = await Promise.all(wanted.map((name) => findPersonOrFile(host, name)));
  await writeContactSheet(out, people.map(portraitOf), { columns, size }, stopSignal());
  const sheet = resolve(out);
  if (json) {
    printJson({ sheet, people: people.map(({ label, name, about }) => ({ name: name ?? label, about })) });
    return;
  }
  const widest = Math.max(...people.map(({ label, name }) => (name ?? label).length));
  print(
    ...people.map(({ label, name, about }) => `${(name ?? label).padEnd(widest)}  ${about}`),
    '',
    `Sheet: ${sheet}`,
  );
}

/** `1-3,7` → 1, 2, 3, 7. @throws InputError unless it is such a list. */
function parseSeeds(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const ends = /^\s*(\d{1,10})(-\d{1,10})?\s*$/.exec(part)?.slice(1);
    const from = Number(ends?.[0] ?? NaN);
    const to = Number(ends?.[1]?.slice(1) ?? from);
    if (!(from <= to && to <= 0xffffffff)) {
      throw new InputError(`--seeds is ${JSON.stringify(text)}: expected seeds such as 1-48 or 3,7,20-25.`);
    }
    if (to - from >= MOST_PEOPLE) {
      throw new InputError(`--seeds ${text}: expected at most ${MOST_PEOPLE} people.`);
    }
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}
