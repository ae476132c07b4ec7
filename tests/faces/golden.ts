import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  backgroundStyles,
  beardStyles,
  captureSchema,
  glassesStyles,
  hairStyles,
  identitySchema,
  landmarkNames,
  occluderKinds,
  occluderSchema,
  performanceSchema,
  Random,
  renderTruth,
  sampleCapture,
  sampleIdentity,
  sampleOccluder,
  samplePerformance,
  type Identity,
  type Occluder,
  type Shot,
  type TrueFrame,
} from '../../src/index.ts';
import { anyValue } from './any-value.ts';
import recorded from './golden.json' with { type: 'json' };

/** A shot whose picture is on record. */
export interface GoldenShot {
  /** Names the shot in golden.json and in a failure: its number, styles and size. */
  readonly name: string;
  readonly shot: Shot;
  readonly size: number;
}

/**
 * The parts of a frame that are on record, each with a hash of its own; the last one only of frames with an
 * occluder.
 */
const parts = ['pixels', 'face mask', 'head mask', 'landmarks', 'occluder mask'] as const;

const COUNT = 216;
/** Shots with an occluder, after those without. */
const OCCLUDED = 12;
/** Mostly small, so that the whole list takes two seconds. */
const SIZES = [64, 80, 96, 64, 128, 64, 96, 80, 160];

/**
 * The list. Two shots follow each other of every person, at different sizes: a renderer that keeps something
 * from the picture before would show. Most are drawn by the samplers; every third person, and every fourth
 * way of acting and filming, is drawn from all that the schemas allow. In the last ones something is held
 * before the face.
 */
export const goldenShots: readonly GoldenShot[] = Array.from({ length: COUNT + OCCLUDED }, (_, i) => {
  const size = i % 18 === 17 ? 256 : SIZES[i % SIZES.length];
  const shot = i < COUNT ? goldenShot(i) : occluded(goldenShot(i), i);
  const { hair, beard, glasses } = shot.identity;
  const { background, occluder } = shot.capture;
  const styles = [
    `${hair.style} hair`,
    `${beard.style} beard`,
    `${glasses.style} glasses`,
    background.style,
    ...(occluder ? [occluder.kind] : []),
  ];
  return { name: `${i}: ${styles.join(', ')}, ${size} px`, shot: frozen(shot), size };
});

/** Kinds take turns; every fourth occluder is drawn from all that the schema allows. */
function occluded(shot: Shot, i: number): Shot {
  const sampled: Occluder = i % 4 === 3 ? anyValue(occluderSchema, new Random(i, 404)) : sampleOccluder(i);
  const occluder = { ...sampled, kind: occluderKinds[i % occluderKinds.length] };
  return { ...shot, capture: { ...shot.capture, occluder } };
}

function goldenShot(i: number): Shot {
  const wild = i % 4 === 3;
  const random = new Random(i, 404);
  const capture = wild ? anyValue(captureSchema, random) : sampleCapture(i);
  return {
    identity: goldenPerson(Math.floor(i / 2)),
    performance: wild ? anyValue(performanceSchema, random) : samplePerformance(i),
    capture: {
      ...capture,
      background: { ...capture.background, style: backgroundStyles[i % backgroundStyles.length] },
    },
  };
}

/** Persons take turns at the styles, of which there are 14, 5 and 3: every combination is equally likely. */
function goldenPerson(person: number): Identity {
  const sampled =
    person % 3 === 2 ? anyValue(identitySchema, new Random(person, 505)) : sampleIdentity(person);
  return {
    ...sampled,
    hair: { ...sampled.hair, style: hairStyles[person % hairStyles.length] },
    beard: { ...sampled.beard, style: beardStyles[person % beardStyles.length] },
    glasses: { ...sampled.glasses, style: glassesStyles[Math.floor(person / 2) % glassesStyles.length] },
  };
}

/** A value that throws when it is written to, at any depth. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/**
 * The hashes of a frame's parts: the first 64 bits of the SHA-256 of each, in hexadecimal, separated by
 * spaces.
 */
export function fingerprint(frame: TrueFrame): string {
  const landmarks = landmarkNames.flatMap((name) => {
    const { x, y, visible } = frame.landmarks[name];
    return [x, y, visible ? 1 : 0];
  });
  return [
    frame.pixels,
    frame.faceMask,
    frame.headMask,
    new Uint8Array(new Float64Array(landmarks).buffer),
    ...(frame.occluderMask.some((value) => value > 0) ? [frame.occluderMask] : []),
  ]
    .map((bytes) => bytesToHex(sha256(bytes)).slice(0, 16))
    .join(' ');
}

/** The fingerprints of golden shots, drawn now and in the order given, by name. */
export const draw = (shots: readonly GoldenShot[]): Record<string, string> =>
  Object.fromEntries(shots.map(({ name, shot, size }) => [name, fingerprint(renderTruth(shot, size))]));

/**
 * The shots whose picture is not the recorded one, each with the parts that differ. None is what a test
 * expects.
 */
export const differences = (drawn: Readonly<Record<string, string>>): string[] =>
  Object.entries(drawn).flatMap(([name, hashes]) => {
    const old = (recorded.shots as Record<string, string | undefined>)[name]?.split(' ');
    if (!old) return [`${name}: not on record`];
    const now = hashes.split(' ');
    const changed = parts.filter((_, i) => old[i] !== now[i]);
    return changed.length > 0 ? [`${name}: ${changed.join(', ')}`] : [];
  });

export { recorded };
