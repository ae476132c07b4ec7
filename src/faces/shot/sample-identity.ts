import { luma, mixHex, parseHex, mixRGB, toHex, type Hex } from '../colour.ts';
import { clamp, mix, smoothstep, tidy } from '../exact/arithmetic.ts';
import { Random } from '../exact/random.ts';
import type { BeardStyle, HairStyle, Identity } from './identity.ts';

/** Skin from the fairest to the darkest; a person's lies anywhere between two neighbours. */
const SKINS = [
  '#ffdfca',
  '#f9cfae',
  '#f0b98f',
  '#dfa077',
  '#c98a5e',
  '#b0744c',
  '#93593c',
  '#764630',
  '#573326',
];
const HAIRS = [
  '#1d1718',
  '#35221c',
  '#54321f',
  '#7c4a24',
  '#a8652c',
  '#d79a45',
  '#f0cf86',
  '#b5411f',
  '#d86a2c',
];
const DYED_HAIRS = ['#2c3f8f', '#d6568a', '#2f8f86', '#7b4bb0'];
const GREYS = ['#8d8a8f', '#b9b5b4', '#e7e2dc'];
const IRISES = ['#4a2a15', '#6b3d18', '#8a5a20', '#5d7a2c', '#3f8f55', '#3d86b8', '#6aa9d8', '#7d8a96'];
const CLOTHES = [
  '#e4572e',
  '#2e86ab',
  '#f6ae2d',
  '#3a7d44',
  '#8d4fa8',
  '#d1495b',
  '#33415c',
  '#f2e8cf',
  '#17a398',
  '#5b5f97',
];
const FRAMES = ['#141419', '#73331a', '#bf8c33', '#b31f29', '#244080', '#3b3b44'];
const LIPSTICKS = ['#cc2938', '#c74d5c', '#99244d', '#db5c47'];

const MASCULINE_HAIR: readonly HairStyle[] = [
  'bald',
  'buzz',
  'crop',
  'sidepart',
  'quiff',
  'afro',
  'mohawk',
  'curly',
  'beanie',
  'topknot',
  'spiky',
  'crop',
  'quiff',
];
const FEMININE_HAIR: readonly HairStyle[] = [
  'bob',
  'long',
  'topknot',
  'buns',
  'afro',
  'curly',
  'sidepart',
  'beanie',
  'long',
  'bob',
  'buns',
  'crop',
];
const BEARDS: readonly BeardStyle[] = ['stubble', 'moustache', 'goatee', 'full'];

/**
 * A person who does not exist, drawn from a seed. Every tone of skin and every age from 18 to 80 is as likely
 * as the next; traits that are correlated in a population (jaw, brows, lashes, beards; fair skin and
 * freckles; age and grey hair) are drawn together.
 */
export function sampleIdentity(seed: number): Identity {
  const random = new Random(seed, 101);
  const tone = random.unit(); // 0 fair, 1 dark
  const skin = along(SKINS, tone);
  const age = random.between(18, 80);
  const masculine = random.unit();
  const hairColour = sampleHairColour(random, tone, age);
  const eyebrow = mixHex(hairColour, '#1f120d', luma(hairColour) > 0.6 ? 0.35 : 0.2);
  const bearded = masculine > 0.6 && random.chance(0.6);
  const glasses = random.chance(0.2 + 0.2 * smoothstep(40, 70, age));
  return {
    age,
    head: {
      width: random.between(0.87, 1.15),
      height: random.between(0.91, 1.14),
      jawWidth: tidy(mix(random.between(0.45, 0.85), random.between(0.65, 1.05), masculine)),
      jawSquareness: tidy(mix(random.between(0, 0.45), random.between(0.2, 1), masculine)),
      chin: random.between(0, 1),
      cheekbones: random.between(0, 1.2),
    },
    skin: {
      colour: skin,
      blush: random.between(0.15, 0.75),
      freckles: tone < 0.6 && random.chance(0.35) ? random.between(0.4, 1) : 0,
      freckleSeed: random.integer(1e6),
    },
    eyes: {
      size: random.between(0.8, 1.18),
      spacing: random.between(0.89, 1.13),
      height: random.between(-0.06, 0.08),
      tilt: random.between(-0.2, 0.24),
      openness: random.between(0.68, 1.06),
      iris: sampleIris(random, tone),
      irisSize: random.between(0.88, 1.12),
      lashes: masculine > 0.55 ? random.between(0, 0.15) : random.between(0.4, 1),
    },
    brows: {
      thickness: tidy(mix(random.between(0.5, 1.1), random.between(0.8, 1.6), masculine)),
      length: random.between(0.85, 1.2),
      arch: random.between(0.1, 1),
      tilt: random.between(-0.5, 0.5),
      height: random.between(-0.04, 0.05),
      colour: eyebrow,
    },
    nose: {
      length: random.between(0.45, 1.8),
      width: random.between(0.65, 1.6),
      height: random.between(-0.06, 0.06),
      tip: random.between(0.75, 1.3),
      bridge: random.between(0, 1),
    },
    mouth: {
      width: random.between(0.76, 1.22),
      height: random.between(-0.04, 0.04),
      fullness: tidy(mix(random.between(0.7, 1.5), random.between(0.45, 1.05), masculine)),
      colour: sampleLips(random, skin, tone, masculine),
    },
    beard: { style: bearded ? random.pick(BEARDS) : 'none', colour: mixHex(hairColour, '#1a0f0d', 0.15) },
    hair: {
      style: random.pick(masculine > 0.5 ? MASCULINE_HAIR : FEMININE_HAIR),
      colour: hairColour,
      volume: random.between(0.75, 1.25),
      side: random.chance(0.5) ? 1 : -1,
      seed: random.integer(1e6),
    },
    ears: { size: random.between(0.8, 1.3), out: random.between(0.1, 0.95) },
    glasses: {
      style: glasses ? random.pick(['round', 'square'] as const) : 'none',
      colour: random.pick(FRAMES),
    },
    body: { skin, shirt: random.pick(CLOTHES), collar: random.pick(CLOTHES) },
  };
}

/** The colour at t in [0, 1] along a row of colours. */
function along(row: readonly Hex[], t: number): Hex {
  const place = clamp(t) * (row.length - 1);
  const left = Math.min(Math.floor(place), row.length - 2);
  return mixHex(row[left], row[left + 1], place - left);
}

function sampleHairColour(random: Random, tone: number, age: number): Hex {
  const natural = tone > 0.62 && random.chance(0.75) ? random.pick(HAIRS.slice(0, 3)) : random.pick(HAIRS);
  const colour = random.chance(0.12) ? random.pick(DYED_HAIRS) : natural;
  const grey = random.pick(GREYS);
  return random.chance(smoothstep(42, 78, age) * 0.9) ? grey : colour;
}

function sampleIris(random: Random, tone: number): Hex {
  return random.pick(tone > 0.55 && random.chance(0.7) ? IRISES.slice(0, 3) : IRISES);
}

function sampleLips(random: Random, skin: Hex, tone: number, masculine: number): Hex {
  const natural = mixRGB(parseHex(skin), [0.72, 0.22, 0.25], mix(0.42, 0.48, tone));
  if (masculine > 0.5) return toHex(mixRGB(parseHex(skin), natural, 0.75));
  return toHex(mixRGB(natural, parseHex(random.pick(LIPSTICKS)), random.between(0.1, 0.75)));
}
