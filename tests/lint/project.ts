import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The folders of the core that are steps, in the order data flows. */
export const STEPS = ['faces', 'clips', 'extract', 'train', 'convert', 'evaluate', 'detect'];
