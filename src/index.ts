// Janus: one encoder, two faces. What runs it is apart: nodeHost() is in janus-faceswap/node, webHost() in
// janus-faceswap/web.
export { InputError, JanusError, Stopped } from './errors.ts';
export * from './faces/index.ts';
export * from './clips/index.ts';
export * from './api/index.ts';
export { settings } from './settings.ts';
export { defaultsOf, parseSetting } from './setting.ts';
export type { ChoiceSetting, NumberSetting, Setting, Settings, SwitchSetting, Values } from './setting.ts';
export { VERSION } from './version.ts';
