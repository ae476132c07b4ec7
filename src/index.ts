export { InputError, JanusError } from './errors.ts';
export * from './faces/index.ts';
export * from './clips/index.ts';
export { defaultsOf, parseSetting, settings } from './settings.ts';
export type { ChoiceSetting, NumberSetting, Setting, Settings, SwitchSetting, Values } from './settings.ts';
