import { InputError } from './errors.ts';

/** A number within a range. */
export interface NumberSetting {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly help: string;
  /** What the default stands for, where it leaves the choice to something else. */
  readonly usual?: string;
}
/** A choice between words. */
export interface ChoiceSetting<Choice extends string = string> {
  readonly type: 'choice';
  readonly default: Choice;
  readonly choices: readonly Choice[];
  readonly help: string;
}
/** A switch, off by default. */
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

const number =
  (isWhole: boolean) =>
  (value: number, min: number, max: number, help: string, usual?: string): NumberSetting => ({
    ...{ type: 'number', default: value, min, max, whole: isWhole, help },
    ...(usual !== undefined && { usual }),
  });

/** A setting that is a whole number. @param usual what its default stands for, if not for itself. */
export const whole = number(true);
/** A setting that is any number. @param usual what its default stands for, if not for itself. */
export const decimal = number(false);
/** A setting that is one of some words. */
export const choice = <Choice extends string>(
  value: Choice,
  choices: readonly Choice[],
  help: string,
): ChoiceSetting<Choice> => ({ type: 'choice', default: value, choices, help });
/** A setting that is off unless it is switched on. */
export const flag = (help: string): SwitchSetting => ({ type: 'switch', default: false, help });

/**
 * Values as a file has them, checked against a table of settings.
 * @param what names the file in errors.
 * @throws InputError naming the setting that is missing, unknown or out of range.
 */
export function parseValues<Table extends Settings>(
  table: Table,
  values: unknown,
  what: string,
): Values<Table> {
  const given = Object(values) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name))
      throw new InputError(`${what} has a setting ${JSON.stringify(name)} that Janus does not know.`);
  }
  return Object.fromEntries(
    Object.entries(table).map(([name, setting]) => {
      if (!Object.hasOwn(given, name))
        throw new InputError(`${what} lacks the setting ${name}.`, `It sets: ${setting.help}.`);
      return [name, parseSetting(setting, String(given[name]), `${what}: ${name}`)];
    }),
  ) as Values<Table>;
}

/** The values of one table's settings among those of several. Switches that are missing are off. */
export const valuesOf = <Table extends Settings>(
  table: Table,
  all: Readonly<Record<string, unknown>>,
): Values<Table> =>
  Object.fromEntries(Object.keys(table).map((name) => [name, all[name] ?? false])) as Values<Table>;

/** Numbers of which 0 leaves the choice to somebody else, without those. */
export const chosen = <Numbers extends Readonly<Record<string, number>>>(
  numbers: Numbers,
): Partial<Numbers> =>
  Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== 0)) as Partial<Numbers>;

/** The defaults of a table of settings. */
export const defaultsOf = <Table extends Settings>(table: Table): Values<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, setting]) => [name, setting.default]),
  ) as Values<Table>;

/**
 * The value that a text gives a setting: from a flag for instance.
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
