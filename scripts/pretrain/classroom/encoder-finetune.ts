import { trainOnCrowd } from '../crowd/crowd-group.ts';

/**
 * Fine-tunes the encoder of `classroom` on the crowd's faces, with a reconstruction loss beside that of its
 * codes, and writes it. The conditional decoder and the identity adapter must have been trained.
 */
export const finetuneEncoder = (): Promise<void> => trainOnCrowd(new URL('encoder-worker', import.meta.url));
