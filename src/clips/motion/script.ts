import { clamp, tidy } from '../../faces/exact/arithmetic.ts';
import { Random } from '../../faces/exact/random.ts';
import type { Performance } from '../../faces/shot/performance.ts';
import type { ClipKind } from '../clip-kind.ts';
import { wander } from './curve.ts';
import { makeFaces } from './expression.ts';
import { blink, saccades } from './eyes.ts';
import { moveHead } from './head.ts';
import { speak } from './speech.ts';

/** Where the head stands in the frame; the fields of a capture that change from frame to frame. */
export interface Framing {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** What one frame shows. */
export interface Moment {
  readonly performance: Performance;
  readonly framing: Framing;
}

/** Each kind of clip has streams of random numbers of its own: no seed makes the two kinds share a moment. */
const STREAMS: Readonly<Record<ClipKind, number>> = { training: 0x1000, driving: 0x2000 };

type Range = readonly [low: number, high: number];

/**
 * Where heads stand: in a driving clip as in a film, in a training clip as large as the frame allows, since only
 * the face is wanted.
 */
const FRAMING: Readonly<Record<ClipKind, Readonly<Record<keyof Framing, Range>>>> = {
  training: { x: [0.47, 0.53], y: [0.5, 0.54], size: [0.72, 0.8] },
  driving: { x: [0.44, 0.56], y: [0.5, 0.57], size: [0.45, 0.56] },
};

/**
 * Seconds the script runs on past the last frame, so that what lies ahead shapes the end as it does the
 * middle.
 */
const BEYOND = 6;

/**
 * The motion of a clip: turns, speech, expressions, blinks and glances, frame by frame. The same arguments
 * always give the same motion, and a longer clip begins as a shorter one does.
 * @param seed any integer. @param actor a 32-bit number of the person, so that two people of one seed act
 * differently.
 * @param frames how many. @param fps frames a second.
 * @returns performances within ±45° yaw, ±25° pitch and ±15° roll, and the head about half the frame's
 * height in a driving clip, three quarters in a training clip; all to three decimals.
 */
export function scriptMotion(
  kind: ClipKind,
  seed: number,
  actor: number,
  frames: number,
  fps: number,
): Moment[] {
  const seconds = frames / fps + BEYOND;
  const stream = (channel: number) => new Random(seed, (STREAMS[kind] + channel) ^ actor);
  const head = moveHead(stream(1), stream(9), kind, seconds);
  const speech = speak(stream(2), seconds);
  const face = makeFaces(stream(3), kind, seconds);
  const lids = blink(stream(4), seconds);
  const gaze = saccades(stream(5), head);
  const framing = FRAMING[kind];
  const x = wander(stream(6), seconds, ...framing.x, 2.5);
  const y = wander(stream(7), seconds, ...framing.y, 3.1);
  const size = wander(stream(8), seconds, ...framing.size, 3.7);

  const moment = (time: number): Moment => {
    const pursed = face.pucker.at(time);
    const shut = lids.at(time);
    const emphasis = speech.emphasis.at(time);
    const brow = (raised: number) => tidy(clamp(raised + emphasis, -1, 1));
    return {
      performance: {
        yaw: tidy(head.yaw(time)),
        pitch: tidy(head.pitch(time)),
        roll: tidy(head.roll(time)),
        mouthOpen: tidy(either(face.mouthOpen.at(time), speech.open.at(time) * (1 - pursed))),
        smile: tidy(face.smile.at(time)),
        pucker: tidy(either(pursed, speech.pucker.at(time))),
        blinkLeft: tidy(either(face.blinkLeft.at(time), shut)),
        blinkRight: tidy(either(face.blinkRight.at(time), shut)),
        gazeX: tidy(gaze.x(time)),
        gazeY: tidy(gaze.y(time)),
        browLeft: brow(face.browLeft.at(time)),
        browRight: brow(face.browRight.at(time)),
        browKnit: tidy(face.browKnit.at(time)),
      },
      framing: { x: tidy(x.at(time)), y: tidy(y.at(time)), size: tidy(size.at(time)) },
    };
  };
  return Array.from({ length: frames }, (_, frame) => moment(frame / fps));
}

/**
 * Two causes of one effect, each in [0, 1]: together at most 1, and smooth where a maximum would have a
 * corner.
 */
const either = (a: number, b: number) => 1 - (1 - a) * (1 - b);
