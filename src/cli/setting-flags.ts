import { Option, type Command } from 'commander';
import { parseSetting, type Setting, type Settings } from '../setting.ts';

/** Adds a flag to a command for each setting of a table: `numericNames` become `--numeric-names`. */
export function addSettings(command: Command, table: Settings): Command {
  for (const [name, setting] of Object.entries(table)) command.addOption(flagOf(name, setting));
  return command;
}

function flagOf(name: string, setting: Setting): Option {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (setting.type === 'switch') return new Option(flag, setting.help);
  const option = new Option(`${flag} <${setting.type === 'number' ? 'n' : 'which'}>`, setting.help)
    .default(setting.default, setting.type === 'number' ? setting.usual : undefined)
    .argParser((text) => parseSetting(setting, text, flag));
  // Only for the help: the parser above checks the choice, with Janus's own words.
  if (setting.type === 'choice') option.argChoices = [...setting.choices];
  return option;
}
