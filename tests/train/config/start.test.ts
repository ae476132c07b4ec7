import { expect, test } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { presets } from '../../../src/train/models/index.ts';
import { presetNames, starts, type StartChoice } from '../../../src/train/config/names.ts';
import {
  chooseStart,
  presetsOfStart,
  startsOf,
  tableOfStarts,
  usualMinutes,
  USUAL_START,
  withStart,
} from '../../../src/train/config/start.ts';

test.each(presetNames)('%s starts as the table says, and in no other way', (name) => {
  expect(Object.keys(presets[name].starts).sort()).toEqual([...startsOf(name)].sort());
  expect(startsOf(name).length).toBeGreaterThan(0);
});

test('what is left open is the usual', () => {
  expect(chooseStart('auto', 'auto')).toEqual({ preset: presetsOfStart[USUAL_START][0], start: USUAL_START });
  expect(chooseStart('auto', 'nothing')).toEqual({ preset: 'lightweight', start: 'nothing' });
  expect(chooseStart('auto', 'crowd')).toEqual({ preset: 'lightweight', start: 'crowd' });
  expect(chooseStart('auto', 'labels')).toEqual({ preset: 'classroom', start: 'labels' });
  expect(chooseStart('lightweight', 'auto')).toEqual({ preset: 'lightweight', start: 'crowd' });
  expect(chooseStart('thumbnail', 'auto')).toEqual({ preset: 'thumbnail', start: 'nothing' });
  expect(chooseStart('original', 'auto')).toEqual({ preset: 'original', start: 'nothing' });
});

test('a training takes as long as suits its start, unless it is said', () => {
  const minutesOf = (start: StartChoice, minutes: number) =>
    withStart<Parameters<typeof withStart>[0]>({ preset: 'auto', start, minutes }).minutes;
  expect(starts.map((start) => minutesOf(start, -1))).toEqual(starts.map((start) => usualMinutes[start]));
  expect(minutesOf('nothing', 0)).toBe(0);
  expect(minutesOf('crowd', 3)).toBe(3);
});

test('every pair of the table is taken, and every other refused with the table', () => {
  for (const name of presetNames) {
    for (const start of starts) {
      const choose = () => chooseStart(name, start);
      if (presetsOfStart[start].includes(name)) expect(choose()).toEqual({ preset: name, start });
      else {
        expect(choose).toThrow(InputError);
        expect(choose).toThrow(`The preset ${name} does not start from ${start}`);
      }
    }
  }
  expect(tableOfStarts()).toMatch(/^ +nothing {2}crowd {2}labels\n {2}classroom +– +– +yes\n/);
});
