import { InputError } from '../errors.ts';
import {
  presetNames,
  starts,
  type PresetChoice,
  type PresetName,
  type Start,
  type StartChoice,
} from './names.ts';

/** The presets that go with each start, its usual one first. */
export const presetsOfStart: Readonly<Record<Start, readonly [PresetName, ...PresetName[]]>> = {
  nothing: [
    'lightweight',
    'thumbnail',
    'raw-pixels',
    'raw-pixels-thumbnail',
    'separate-encoders',
    'separate-encoders-thumbnail',
    'iae',
    'original',
  ],
  crowd: ['lightweight'],
  labels: ['classroom', 'scratch-decoders'],
};

/** How a training starts if neither preset nor start is given. */
export const USUAL_START: Start = 'labels';

/** The starts that go with a preset, from the first rung of the ladder to the last. */
export const startsOf = (preset: PresetName): Start[] =>
  starts.filter((start) => presetsOfStart[start].includes(preset));

/**
 * The preset and the start of a training. Of two that are left open, the usual start and its usual preset are
 * taken; of one, the usual of the other: for a preset that goes with several starts, the usual start or else
 * the first rung.
 * @throws InputError if the two do not go together.
 */
export function chooseStart(
  preset: PresetChoice,
  start: StartChoice,
): { readonly preset: PresetName; readonly start: Start } {
  if (preset === 'auto') {
    const chosen = start === 'auto' ? USUAL_START : start;
    return { preset: presetsOfStart[chosen][0], start: chosen };
  }
  const possible = startsOf(preset);
  if (start === 'auto') {
    return { preset, start: possible.includes(USUAL_START) ? USUAL_START : possible[0] };
  }
  if (possible.includes(start)) return { preset, start };
  throw new InputError(
    `The preset ${preset} does not start from ${start}, but from ${possible.join(' or ')}.`,
    `Leave one of the two out, or choose a pair of this table:\n${tableOfStarts()}`,
  );
}

/** Options of a training with preset and start chosen. @throws InputError as {@link chooseStart}. */
export const withStart = <Options extends { readonly preset: PresetChoice; readonly start: StartChoice }>(
  options: Options,
): Options & { readonly preset: PresetName; readonly start: Start } => ({
  ...options,
  ...chooseStart(options.preset, options.start),
});

/** Which start goes with which preset, as a table of text. */
export function tableOfStarts(): string {
  const width = Math.max(...presetNames.map(({ length }) => length));
  const row = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(width)}  ${cells.join('  ')}`.trimEnd();
  return [
    row('', starts),
    ...presetNames.map((name) => {
      const possible = startsOf(name);
      return row(
        name,
        starts.map((start) => (possible.includes(start) ? 'yes' : '–').padEnd(start.length)),
      );
    }),
  ].join('\n');
}
