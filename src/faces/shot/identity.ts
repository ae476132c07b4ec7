import { z } from 'zod';
import { hexColour } from '../colour.ts';
import { range, seed } from './fields.ts';

export const hairStyles = [
  'bald',
  'buzz',
  'crop',
  'sidepart',
  'quiff',
  'bob',
  'long',
  'afro',
  'topknot',
  'buns',
  'mohawk',
  'curly',
  'spiky',
  'beanie',
] as const;
export type HairStyle = (typeof hairStyles)[number];

export const beardStyles = ['none', 'stubble', 'moustache', 'goatee', 'full'] as const;
export type BeardStyle = (typeof beardStyles)[number];

export const glassesStyles = ['none', 'round', 'square'] as const;
export type GlassesStyle = (typeof glassesStyles)[number];

/**
 * Who a face is. The first groups, from age to beard, are the inner face, which a swap replaces; the last,
 * from hair to body, stay with the person filmed. Sizes are factors of the average face unless they say
 * otherwise.
 */
export const identitySchema = z.strictObject({
  age: range(18, 90, 'years: lines, folds and bags'),
  head: z.strictObject({
    width: range(0.8, 1.2, 'breadth of the skull'),
    height: range(0.85, 1.2, 'height of the head'),
    jawWidth: range(0.4, 1.1, 'breadth of the jaw'),
    jawSquareness: range(0, 1, 'jaw from tapered to square'),
    chin: range(0, 1, 'how far the chin stands out'),
    cheekbones: range(0, 1.2, 'how far the cheeks stand out'),
  }),
  skin: z.strictObject({
    colour: hexColour('skin of the face'),
    blush: range(0, 1, 'redness of cheeks and nose'),
    freckles: range(0, 1, 'strength of the freckles'),
    freckleSeed: seed('where the freckles lie'),
  }),
  eyes: z.strictObject({
    size: range(0.75, 1.25, 'size of the eyeballs'),
    spacing: range(0.85, 1.15, 'distance between the eyes'),
    height: range(-0.08, 0.1, 'how high they lie, in head radii'),
    tilt: range(-0.3, 0.3, 'slant: positive lifts the outer corners'),
    openness: range(0.6, 1.1, 'how wide the lids stand at rest'),
    iris: hexColour('colour of the iris'),
    irisSize: range(0.85, 1.15, 'size of the iris'),
    lashes: range(0, 1, 'length of the lashes'),
  }),
  brows: z.strictObject({
    thickness: range(0.4, 1.8, 'thickness'),
    length: range(0.8, 1.25, 'length'),
    arch: range(0, 1, 'from straight to arched'),
    tilt: range(-0.6, 0.6, 'slant: positive lifts the outer ends'),
    height: range(-0.05, 0.06, 'distance above the eye, in head radii'),
    colour: hexColour('colour of the brows'),
  }),
  nose: z.strictObject({
    length: range(0.4, 1.9, 'how far it stands out'),
    width: range(0.6, 1.7, 'breadth of the wings'),
    height: range(-0.08, 0.08, 'how high the tip lies, in head radii'),
    tip: range(0.7, 1.35, 'size of the tip'),
    bridge: range(0, 1, 'how high the bridge stands between the eyes'),
  }),
  mouth: z.strictObject({
    width: range(0.7, 1.3, 'breadth at rest'),
    height: range(-0.05, 0.05, 'how high it lies, in head radii'),
    fullness: range(0.35, 1.6, 'thickness of the lips'),
    colour: hexColour('colour of the lips'),
  }),
  beard: z.strictObject({
    style: z.enum(beardStyles).describe('beard or moustache'),
    colour: hexColour('its colour'),
  }),
  hair: z.strictObject({
    style: z.enum(hairStyles).describe('hair, or hat'),
    colour: hexColour('its colour'),
    volume: range(0.7, 1.3, 'its thickness'),
    side: z
      .union([z.literal(-1), z.literal(1)])
      .describe('side of the parting: −1 the left of the picture, 1 the right'),
    seed: seed('how its locks lie'),
  }),
  ears: z.strictObject({
    size: range(0.75, 1.35, 'size'),
    out: range(0, 1, 'how far they stand off the head'),
  }),
  glasses: z.strictObject({
    style: z.enum(glassesStyles).describe('glasses'),
    colour: hexColour('colour of the frame'),
  }),
  body: z.strictObject({
    skin: hexColour(
      'skin of neck, ears and scalp; that of the face unless a swap has put two people together',
    ),
    shirt: hexColour('colour of the shirt'),
    collar: hexColour('colour of its collar'),
  }),
});
export type Identity = z.infer<typeof identitySchema>;

/** Whether two identities are one person, to the last of their numbers. */
export const samePerson = (a: Identity, b: Identity): boolean => JSON.stringify(a) === JSON.stringify(b);
