import { trainOnCrowd } from './crowd-group.ts';

/**
 * Trains the networks of the crowd, and writes them: an encoder, one decoder of anybody, and the adapter that
 * reads from a mean face whom it is to decode.
 */
export const pretrainCrowd = (): Promise<void> => trainOnCrowd(new URL('crowd-worker', import.meta.url));
