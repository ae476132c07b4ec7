import { z } from 'zod';
import { hexColour, mixHex, toHex, type RGB } from '../colour.ts';
import { Random } from '../exact/random.ts';
import { range, seed } from './fields.ts';
import { occluderSchema } from './occluder.ts';

export const backgroundStyles = ['gradient', 'vignette', 'bokeh', 'stripes'] as const;

/** How a face is filmed. */
export const captureSchema = z.strictObject({
  x: range(0, 1, 'centre of the head across the frame: 0 its left edge, 1 its right'),
  y: range(0, 1, 'centre of the head down the frame: 0 its top edge, 1 its bottom'),
  size: range(
    0.15,
    1.2,
    'height of the head (chin to crown, without hair) as a part of the height of the frame',
  ),
  light: z.strictObject({
    azimuth: range(-80, 80, 'degrees round the face from the camera; positive from the right of the picture'),
    elevation: range(-40, 75, 'degrees above the level of the eyes'),
    power: range(0, 2, 'brightness of the key light; 1 is the studio'),
    colour: hexColour('colour of the key light'),
  }),
  fill: z.strictObject({
    power: range(0.1, 2, 'brightness of the light from all round; 1 is the studio'),
    sky: hexColour('its colour from above'),
    ground: hexColour('its colour from below'),
  }),
  rim: z.strictObject({
    power: range(0, 2, 'brightness of the edge light from behind; 1 is the studio'),
    colour: hexColour('colour of the edge light'),
  }),
  background: z.strictObject({
    style: z.enum(backgroundStyles).describe('pattern behind the head'),
    from: hexColour('its first colour'),
    to: hexColour('its second colour'),
    seed: seed('where its discs or stripes lie'),
  }),
  blur: range(0, 1, 'softness of the lens: 0 sharp, 1 each pixel the mean of its neighbours'),
  noise: range(0, 0.05, 'standard deviation of the sensor noise as a part of white'),
  noiseSeed: seed('which noise; every frame of a clip has its own'),
  occluder: occluderSchema.optional().describe('what is held before the face; nothing if it is left out'),
});
export type Capture = z.infer<typeof captureSchema>;

/** A soft key light from the upper left before a plain blue-grey backdrop, no blur, no noise. */
export const studioCapture: Capture = {
  x: 0.5,
  y: 0.52,
  size: 0.64,
  light: { azimuth: -35, elevation: 35, power: 1, colour: '#fff5e6' },
  fill: { power: 1, sky: '#9eadcc', ground: '#80665c' },
  rim: { power: 1, colour: '#e6f2ff' },
  background: { style: 'gradient', from: '#9ebdd6', to: '#5c7a9e', seed: 1 },
  blur: 0,
  noise: 0,
  noiseSeed: 1,
};

/** A soft colour of any hue, not too dark and not too strong. */
function sampleSoftColour(random: Random): RGB {
  const hue = random.unit() * 3;
  const value = random.between(0.3, 0.85);
  const saturation = random.between(0.1, 0.45);
  const channel = (offset: number) => {
    const t = ((hue + offset) % 3) - 1.5;
    return value * (1 - saturation + (saturation * (t < 0 ? -t : t)) / 1.5);
  };
  return [channel(0), channel(1), channel(2)];
}

/**
 * One way of filming drawn from a seed: light from anywhere in front, any backdrop, at times a little blur
 * and noise.
 */
export function sampleCapture(seed: number): Capture {
  const random = new Random(seed, 303);
  const from = toHex(sampleSoftColour(random));
  const other = toHex(sampleSoftColour(random));
  return {
    ...studioCapture,
    light: {
      azimuth: random.between(-63, 63),
      elevation: random.between(6, 60),
      power: random.between(0.7, 1.2),
      colour: mixHex('#ffdbad', '#d9edff', random.unit()),
    },
    fill: {
      power: random.between(0.7, 1.15),
      sky: mixHex('#9eadcc', from, 0.5),
      ground: mixHex('#80665c', other, 0.4),
    },
    rim: { power: random.between(0.3, 1.3), colour: mixHex('#ffffff', from, 0.4) },
    background: {
      style: random.pick(backgroundStyles),
      from,
      to: mixHex(from, other, 0.7),
      seed: random.integer(1e6),
    },
    blur: random.chance(0.25) ? random.between(0, 1) : 0,
    noise: random.chance(0.6) ? random.between(0, 0.02) : 0,
    noiseSeed: random.integer(1e6),
  };
}
