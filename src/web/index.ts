// The part of Janus that runs only in a browser: the host, and the browser's private file system.
export { webHost, type WebHostOptions } from './host.ts';
export { browserStore } from './browser-store.ts';
