// Janus: one encoder, two faces. What runs it is apart: nodeHost() is in janus-faceswap/node, webHost() in
// janus-faceswap/web.
export { InputError, JanusError, Stopped } from './errors.ts';
export * from './faces/index.ts';
export * from './clips/index.ts';
export * from './api/index.ts';
export { defaultsOf, parseSetting, settings } from './settings.ts';
export type { ChoiceSetting, NumberSetting, Setting, Settings, SwitchSetting, Values } from './settings.ts';
export { VERSION } from './version.ts';
