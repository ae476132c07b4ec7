import type { Preset } from '../autoencoder.ts';
import type { PresetName } from '../config/names.ts';
import { classroom } from './classroom.ts';
import { gan, ganLite } from './gan.ts';
import { scratchDecoders } from './scratch-decoders.ts';
import { iae } from './iae.ts';
import {
  lightweight,
  rawPixels,
  rawPixelsThumbnail,
  separateEncoders,
  separateEncodersThumbnail,
  thumbnail,
} from './lightweight.ts';
import { original } from './original.ts';

/** The presets by name. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  classroom,
  'scratch-decoders': scratchDecoders,
  lightweight,
  thumbnail,
  'raw-pixels': rawPixels,
  'raw-pixels-thumbnail': rawPixelsThumbnail,
  'separate-encoders': separateEncoders,
  'separate-encoders-thumbnail': separateEncodersThumbnail,
  iae,
  original,
  gan,
  'gan-lite': ganLite,
};
