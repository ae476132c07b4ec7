import type { ConvertOptions } from '../../../src/convert/convert-frame.ts';
import type { Values } from '../../../src/setting.ts';
import type { settings } from '../../../src/settings.ts';

/** Something that swaps are made by, under the name by which scores are printed. */
interface Named {
  readonly name: string;
}

/** A way of training an autoencoder. */
export interface Method extends Named {
  readonly change: Partial<Values<typeof settings.train>>;
}

/** A way of putting a predicted face back into its crop. */
export interface Blend extends Named {
  readonly options: Pick<ConvertOptions, 'colour' | 'blend' | 'sharpen' | 'erode' | 'feather'>;
}

/** What is learned from, and what is kept from the detector. */
interface Divided<Item> {
  readonly training: readonly Item[];
  readonly unseen: readonly Item[];
}

/**
 * The detector learns from trainings that start from pretrained networks, which swap from the first step on. The
 * unseen ones start from nothing.
 */
export const methods: Divided<Method> = {
  training: [
    { name: 'crowd, untrained', change: { start: 'crowd', minutes: 0 } },
    { name: 'crowd, 50 steps', change: { start: 'crowd', steps: 50 } },
    { name: 'crowd, 300 steps', change: { start: 'crowd', steps: 300 } },
    { name: 'labels, 200 steps', change: { start: 'labels', steps: 200 } },
  ],
  unseen: [
    { name: 'nothing, 1500 steps', change: { preset: 'lightweight', start: 'nothing', steps: 1500 } },
    { name: 'thumbnail, 1500 steps', change: { preset: 'thumbnail', steps: 1500 } },
  ],
};

const usual: Blend['options'] = { colour: 'none', blend: 'alpha', sharpen: 0.3, erode: 0, feather: 0.01 };

/** `as it is` is how `janus convert` blends unless it is told otherwise. */
export const blends: Divided<Blend> = {
  training: [
    { name: 'as it is', options: usual },
    { name: 'not sharpened', options: { ...usual, sharpen: 0 } },
    { name: 'wide edge', options: { ...usual, feather: 0.05 } },
    { name: 'small, mean colour', options: { ...usual, erode: 0.05, feather: 0.03, colour: 'mean' } },
  ],
  unseen: [
    { name: 'sharpened twice', options: { ...usual, sharpen: 0.6 } },
    { name: 'Reinhard', options: { ...usual, colour: 'reinhard' } },
    { name: 'Poisson', options: { ...usual, blend: 'poisson' } },
  ],
};
