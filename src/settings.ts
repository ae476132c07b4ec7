import { MAX_FPS, MAX_FRAMES } from './clips/manifest.ts';
import { clipKinds } from './clips/clip-kind.ts';
import { backendWishes } from './engine/backend/backend-name.ts';
import { InputError } from './errors.ts';
import { landmarkSources } from './extract/alignments.ts';
import { MAX_SIZE, MIN_SIZE } from './faces/render.ts';

/** A number within a range. */
export interface NumberSetting {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly help: string;
}
/** One of some words. */
export interface ChoiceSetting<Choice extends string = string> {
  readonly type: 'choice';
  readonly default: Choice;
  readonly choices: readonly Choice[];
  readonly help: string;
}
/** Something done or left; left unless asked for. */
export interface SwitchSetting {
  readonly type: 'switch';
  readonly default: false;
  readonly help: string;
}
export type Setting = NumberSetting | ChoiceSetting | SwitchSetting;

/** Settings by name; names are camelCase. */
export type Settings = Readonly<Record<string, Setting>>;

/** The values of a table of settings. */
export type Values<Table extends Settings> = {
  [Name in keyof Table]: Table[Name] extends NumberSetting
    ? number
    : Table[Name] extends ChoiceSetting<infer Choice>
      ? Choice
      : boolean;
};

const whole = (value: number, min: number, max: number, help: string): NumberSetting => ({
  type: 'number',
  default: value,
  min,
  max,
  whole: true,
  help,
});
const choice = <Choice extends string>(
  value: Choice,
  choices: readonly Choice[],
  help: string,
): ChoiceSetting<Choice> => ({ type: 'choice', default: value, choices, help });
const flag = (help: string): SwitchSetting => ({ type: 'switch', default: false, help });

/** Every setting there is, by the step it belongs to: what the command line, the lab, the notebooks and the docs all show. */
export const settings = {
  cast: {
    size: whole(128, MIN_SIZE, MAX_SIZE, 'pixels a side of each picture'),
    columns: whole(4, 1, 40, 'pictures in a row'),
  },
  film: {
    kind: choice('training', clipKinds, 'what the clip is for; the two kinds never share a shot'),
    frames: whole(600, 1, MAX_FRAMES, 'how many frames'),
    takes: whole(
      0,
      0,
      MAX_FRAMES,
      'lights that follow one another; 0: one a second when training, one when driving',
    ),
    seed: whole(1, 0, 0xffffffff, 'which motion and lights'),
    size: whole(256, MIN_SIZE, MAX_SIZE, 'pixels a side of a frame'),
    fps: whole(25, 1, MAX_FPS, 'frames a second'),
    video: flag('also write an animated WebP beside the clip'),
  },
  extract: {
    landmarks: choice(
      'found',
      landmarkSources,
      'who says where the landmarks are: networks that see pixels, or the renderer',
    ),
  },
  compute: {
    backend: choice('auto', backendWishes, 'what computes; auto: the best that runs here'),
    workers: whole(0, 0, 256, 'threads that train, on the wasm backend; 0: one for each core'),
  },
  machine: {
    workers: whole(0, 0, 256, 'threads that render; 0: one for each core'),
  },
} as const satisfies Readonly<Record<string, Settings>>;

/** The defaults of a table of settings. */
export const defaultsOf = <Table extends Settings>(table: Table): Values<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, setting]) => [name, setting.default]),
  ) as Values<Table>;

/**
 * The value that a text gives a setting: from a flag, or from the address of the lab.
 * @param shown the setting's name where the text was found, e.g. `--frames`.
 * @throws InputError naming the setting, the text and what is expected.
 */
export function parseSetting(setting: Setting, text: string, shown: string): number | string | boolean {
  const refuse = (expected: string) =>
    new InputError(`${shown} is ${JSON.stringify(text)}: expected ${expected}.`, `It sets: ${setting.help}.`);
  switch (setting.type) {
    case 'number': {
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
      const { min, max } = setting;
      if (value >= min && value <= max && (!setting.whole || Number.isInteger(value))) return value;
      throw refuse(`a ${setting.whole ? 'whole ' : ''}number from ${min} to ${max}`);
    }
    case 'choice':
      if (setting.choices.includes(text)) return text;
      throw refuse(`one of ${setting.choices.join(', ')}`);
    case 'switch':
      if (text === 'true' || text === 'false') return text === 'true';
      throw refuse('true or false');
  }
}
