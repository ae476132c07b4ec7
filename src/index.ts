export { InputError, JanusError } from './errors.ts';
export * from './faces/index.ts';
