// What of Janus runs in a browser alone: the host, and the browser's private file system.
export { webHost, type WebHostOptions } from './host.ts';
export { browserStore } from './browser-store.ts';
