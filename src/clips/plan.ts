import { z } from 'zod';
import { sampleCapture } from '../faces/shot/capture.ts';
import { Random } from '../faces/exact/random.ts';
import { parse } from '../faces/shot/fields.ts';
import { identitySchema, type Identity } from '../faces/shot/identity.ts';
import { RENDERER_VERSION } from '../faces/render.ts';
import { clipKinds, usualClip, type ClipKind } from './clip-kind.ts';
import { clipCaptureSchema, FORMAT_VERSION, MAX_FRAMES, planSchema } from './manifest.ts';
import type { ClipCapture, ClipPlan, Take } from './manifest.ts';
import { occluderChoices, scriptOccluder } from './motion/occluder.ts';
import { scriptMotion } from './motion/script.ts';

const { name, seed, fps, size } = planSchema.shape;

/**
 * What a clip is planned from. Frames, size and fps that are left out are the kind's usual. Without a
 * capture, takes are drawn: see {@link drawTakes}. Without an occluder, or with `none`, nothing hides the
 * face.
 */
const optionsSchema = z.strictObject({
  identity: identitySchema,
  name,
  kind: z.enum(clipKinds),
  seed,
  frames: z.int().min(1).max(MAX_FRAMES).optional(),
  size: size.optional(),
  fps: fps.optional(),
  takes: z.int().min(1).max(MAX_FRAMES).optional(),
  capture: clipCaptureSchema.optional(),
  occluder: z.enum(occluderChoices).optional(),
});
export type ClipOptions = z.input<typeof optionsSchema>;

/** Streams of the drawn captures, apart from those of the motion. */
const STREAMS: Readonly<Record<ClipKind, number>> = { training: 0x3000, driving: 0x4000 };
/**
 * Sensor noise of a drawn capture: always some, so that no two frames are alike; little enough for a face of
 * 64 pixels.
 */
const NOISE = { low: 0.004, high: 0.015 } as const;

/**
 * A clip, planned and not yet drawn: who, how filmed, and the motion of every frame. The same options give
 * the same plan. Kind, seed and person together choose motion and capture: two people filmed with one seed
 * act differently under different light, as two people filmed anywhere would.
 * @throws InputError naming the option that is out of range.
 */
export function planClip(options: ClipOptions): ClipPlan {
  const { identity, name, kind, seed, takes, capture, occluder, ...given } = parse(
    optionsSchema,
    options,
    'clip',
  );
  const usual = usualClip[kind];
  const { frames = usual.frames, size = usual.size, fps = usual.fps } = given;
  const actor = actorOf(identity);
  const occluders = scriptOccluder(occluder ?? 'none', kind, seed, actor, frames, fps);
  return {
    formatVersion: FORMAT_VERSION,
    rendererVersion: RENDERER_VERSION,
    ...(name === undefined ? {} : { name }),
    kind,
    seed,
    fps,
    size,
    identity,
    takes: capture
      ? [{ first: 0, capture }]
      : drawTakes(kind, seed, actor, takes ?? usualTakes(kind, frames, fps), frames),
    frames: scriptMotion(kind, seed, actor, frames, fps).map((moment, frame) => {
      const held = occluders[frame];
      return held ? { ...moment, occluder: held } : moment;
    }),
  };
}

/**
 * Lights a second in a training clip, at the most. A screen must not flash more than three times a second, and
 * a flash is a pair of opposing changes (W3C, Web Content Accessibility Guidelines 2.2, success criterion
 * 2.3.1 and the definition of "general flash"): so a clip of six frames a second may have a light for each.
 */
const LIGHTS_A_SECOND = 6;

/**
 * A training clip changes its light often, since a decoder learns only what it is shown; a driving clip is
 * filmed in one go.
 */
const usualTakes = (kind: ClipKind, frames: number, fps: number): number =>
  kind === 'training' ? Math.ceil((LIGHTS_A_SECOND * frames) / fps) : 1;

/** Takes of equal length, or nearly. */
function drawTakes(kind: ClipKind, seed: number, actor: number, takes: number, frames: number): Take[] {
  const random = new Random(seed, STREAMS[kind] ^ actor);
  const count = Math.min(takes, frames);
  return Array.from({ length: count }, (_, take) => ({
    first: Math.floor((take * frames) / count),
    capture: drawCapture(random),
  }));
}

/** A light, a backdrop and a little noise; a sharp lens, since blur would hide what is to be learnt. */
function drawCapture(random: Random): ClipCapture {
  const { light, fill, rim, background, noiseSeed } = sampleCapture(random.integer(0x100000000));
  return { light, fill, rim, background, blur: 0, noise: random.between(NOISE.low, NOISE.high), noiseSeed };
}

/** A number for a person: FNV-1a over their parameters, 32 bits. */
function actorOf(identity: Identity): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(identity))
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
