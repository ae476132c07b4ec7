import type { Preset } from '../autoencoder.ts';
import type { PresetName } from '../names.ts';
import { classroom } from './classroom.ts';
import { freshDecoders } from './fresh-decoders.ts';
import { iae } from './iae.ts';
import { classic, lightweight } from './lightweight.ts';
import { original } from './original.ts';
import { separateEncoders } from './separate-encoders.ts';

/** The autoencoders that can be asked for by name. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  classroom,
  'fresh-decoders': freshDecoders,
  lightweight,
  classic,
  iae,
  'separate-encoders': separateEncoders,
  original,
};
