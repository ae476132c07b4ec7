import type { Random } from '../../faces/exact/random.ts';
import type { ClipKind } from '../clip-kind.ts';
import { Curve } from './curve.ts';

/** What an expression moves; the fields are those of a performance. */
const EXPRESSIVE = [
  'smile',
  'mouthOpen',
  'pucker',
  'blinkLeft',
  'blinkRight',
  'browLeft',
  'browRight',
  'browKnit',
] as const;
type Expressive = (typeof EXPRESSIVE)[number];
type Expression = Readonly<Partial<Record<Expressive, number>>>;

/** The expressions by name. A field that is not listed is at rest. */
export const EXPRESSIONS = {
  closedSmile: { smile: 0.9, browLeft: 0.1, browRight: 0.1 },
  openSmile: { smile: 1, mouthOpen: 0.5, browLeft: 0.2, browRight: 0.2 },
  frown: { smile: -0.9, browLeft: -0.1, browRight: -0.1 },
  surprise: { smile: 0, mouthOpen: 0.75, browLeft: 0.95, browRight: 0.95 },
  anger: { smile: -0.5, browKnit: 0.95, browLeft: -0.5, browRight: -0.5, blinkLeft: 0.15, blinkRight: 0.15 },
  leftBrow: { smile: 0.2, browLeft: 0.9, browRight: -0.3 },
  rightBrow: { smile: 0.2, browLeft: -0.3, browRight: 0.9 },
  kiss: { smile: 0, pucker: 0.95, browLeft: 0.15, browRight: 0.15 },
  leftWink: { smile: 0.6, blinkLeft: 1, browLeft: -0.3, browRight: 0.25 },
  rightWink: { smile: 0.6, blinkRight: 1, browLeft: 0.25, browRight: -0.3 },
} as const satisfies Readonly<Record<string, Expression>>;
export type ExpressionName = keyof typeof EXPRESSIONS;

const REST: Expression = { smile: 0.12 };

/** The expressive fields over time. */
export type Expressions = Readonly<Record<Expressive, Curve>>;

/**
 * One expression after another. They are dealt from a shuffled deck, so that each of them comes before any
 * comes again. A training clip makes faces almost without rest; a driving clip rests between them.
 */
export function makeFaces(random: Random, kind: ClipKind, seconds: number): Expressions {
  const curves = Object.fromEntries(EXPRESSIVE.map((field) => [field, new Curve()])) as Record<
    Expressive,
    Curve
  >;
  let time = 0;
  let deck: ExpressionName[] = [];
  pose(curves, 0, REST);
  while (time <= seconds) {
    time += kind === 'training' ? random.between(0.04, 0.3) : random.between(0.4, 2);
    if (deck.length === 0) deck = shuffled(random);
    const strength = random.between(0.75, 1);
    const expression = EXPRESSIONS[deck.pop()!];
    pose(curves, time, REST);
    pose(curves, (time += random.between(0.24, 0.36)), expression, strength);
    pose(curves, (time += random.between(0.25, 0.6)), expression, strength);
    pose(curves, (time += random.between(0.28, 0.4)), REST);
  }
  return curves;
}

/**
 * Sets a key of every field: at rest for strength 0, the full expression for 1. Shut eyes are shut at any
 * strength.
 */
function pose(curves: Expressions, time: number, expression: Expression, strength = 1): void {
  for (const field of EXPRESSIVE) {
    const rest = REST[field] ?? 0;
    const full = expression[field] ?? 0;
    curves[field].key(time, full === 1 && field !== 'smile' ? 1 : rest + (full - rest) * strength);
  }
}

/** Fisher and Yates's shuffle. */
function shuffled(random: Random): ExpressionName[] {
  const deck = Object.keys(EXPRESSIONS) as ExpressionName[];
  for (let i = deck.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [deck[i], deck[j]] = [deck[j], deck[i]];
  }
  return deck;
}
