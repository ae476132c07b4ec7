import { InputError } from '../../errors.ts';
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
    'gan',
    'gan-lite',
  ],
  crowd: ['lightweight'],
  labels: ['classroom', 'scratch-decoders'],
};

/** How a training starts if neither preset nor start is given. */
export const USUAL_START: Start = 'crowd';

/** How long a training takes, in minutes, unless it is said: the less a start knows, the longer. */
export const usualMinutes: Readonly<Record<Start, number>> = { nothing: 5, crowd: 1, labels: 1 };

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

/** What {@link withStart} chooses where it was left open. */
interface Open {
  readonly preset: PresetChoice;
  readonly start: StartChoice;
  /** Below 0: the start's usual. */
  readonly minutes: number;
}

/**
 * Options of a training with preset, start and minutes chosen.
 * @throws InputError as {@link chooseStart}.
 */
export function withStart<Options extends Open>(
  options: Options,
): Options & { readonly preset: PresetName; readonly start: Start } {
  const chosen = chooseStart(options.preset, options.start);
  const minutes = options.minutes < 0 ? usualMinutes[chosen.start] : options.minutes;
  return { ...options, ...chosen, minutes };
}

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
