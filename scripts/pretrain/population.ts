import { scriptMotion } from '../../src/clips/motion/script.ts';
import { clipKinds } from '../../src/clips/clip-kind.ts';
import {
  Random,
  sampleCapture,
  sampleIdentity,
  sampleOccluder,
  samplePerformance,
  type Identity,
  type Shot,
} from '../../src/faces/index.ts';
import { FIRST_CROWD_SEED } from '../../src/pipeline/people.ts';

const STREAM = 0x9000;
/** Apart from the other stream, so that shots without an occluder are the same whatever the chance of one. */
const OCCLUDER_STREAM = 0xa000;
/** Seconds into a clip that its moments are taken from. */
const LONGEST = 8;
const FPS = 25;

/** The population's people, by number. */
export const populationPerson = (person: number): Identity => sampleIdentity(FIRST_CROWD_SEED + person);

/** Where the head stands: parts of the frame, as in a capture. */
export interface Stand {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  readonly size: readonly [low: number, high: number];
}

/**
 * One shot of the population: `shots` of each person, each under another light. Three in five performances
 * are moments of clips, so that the networks see the correlations in them; the others are sampled
 * independently, so that no correlation is always there.
 * @param index counts shots through the whole population.
 * @param occluded the chance that something is held before the face, 0 to 1.
 */
export function populationShot(index: number, shots: number, stand: Stand, occluded = 0): Shot {
  const random = new Random(index, STREAM);
  const seed = random.integer(0x100000000);
  const acted = random.chance(0.6);
  const capture = sampleCapture(random.integer(0x100000000));
  const occluding = new Random(index, OCCLUDER_STREAM);
  return {
    identity: populationPerson(Math.floor(index / shots)),
    performance: acted
      ? scriptMotion(random.pick(clipKinds), seed, 0, 1 + random.integer(LONGEST * FPS), FPS).at(-1)!
          .performance
      : samplePerformance(seed),
    capture: {
      ...capture,
      x: random.between(...stand.x),
      y: random.between(...stand.y),
      size: random.between(...stand.size),
      blur: 0,
      noise: random.between(0.002, 0.02),
      ...(occluding.chance(occluded) && { occluder: sampleOccluder(occluding.integer(0x100000000)) }),
    },
  };
}
