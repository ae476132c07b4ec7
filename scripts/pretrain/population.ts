import { scriptMotion } from '../../src/clips/motion/script.ts';
import { clipKinds } from '../../src/clips/clip-kind.ts';
import {
  Random,
  sampleCapture,
  sampleIdentity,
  sampleOccluder,
  samplePerformance,
  type Capture,
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

type Framing = Pick<Capture, 'x' | 'y' | 'size'>;

/** Where heads stand in their frames. */
const stands = {
  /** The head fills the frame, for those who want only the crop. */
  filling: (random: Random): Framing => ({ x: 0.5, y: 0.52, size: random.between(0.74, 0.86) }),
  /** A wider range than that of clips: a small head stands anywhere, one that fills the frame in its middle. */
  anywhere: (random: Random): Framing => {
    const size = random.between(0.4, 0.86);
    const room = (0.96 - size) / 0.56;
    return {
      x: 0.5 + 0.14 * room * random.between(-1, 1),
      y: 0.53 + 0.09 * room * random.between(-1, 1),
      size,
    };
  },
} as const;
export type Stand = keyof typeof stands;

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
      ...stands[stand](random),
      blur: 0,
      noise: random.between(0.002, 0.02),
      ...(occluding.chance(occluded) && { occluder: sampleOccluder(occluding.integer(0x100000000)) }),
    },
  };
}
