import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { captureSchema } from '../faces/shot/capture.ts';
import { parse, range, seed } from '../faces/shot/fields.ts';
import { identitySchema } from '../faces/shot/identity.ts';
import { occluderKinds, occluderSchema } from '../faces/shot/occluder.ts';
import { performanceSchema } from '../faces/shot/performance.ts';
import { MAX_SIZE, MIN_SIZE, RENDERER_VERSION } from '../faces/render.ts';
import type { Shot } from '../faces/shot/shot.ts';
import { clipKinds } from './clip-kind.ts';

/**
 * Changes when `clip.json` changes its fields so that older files are no longer read as they were meant. The
 * occluder, which came later, did not change it: a clip without one has the same text and the same seal as
 * before, and a Janus that knows no occluders refuses a clip with one, as it refuses every field that it does
 * not know.
 */
export const FORMAT_VERSION = 2;
export const MAX_FRAMES = 20_000;
export const MAX_FPS = 60;
/** The most bytes of a manifest's text: 1 kB for each frame, 2 kB for each take, and 16 kB for the rest. */
export const mostManifestBytes = (frames = MAX_FRAMES, takes = MAX_FRAMES): number =>
  1024 * frames + 2048 * takes + 16_384;

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256: 64 hexadecimal digits');

/** Where the head stands in one frame: the fields of a capture that change within a clip. */
const framingSchema = z.strictObject({
  x: captureSchema.shape.x,
  y: captureSchema.shape.y,
  size: captureSchema.shape.size,
});

/** How a take is filmed: a capture without the fields that change from frame to frame. */
export const clipCaptureSchema = captureSchema.omit({ x: true, y: true, size: true, occluder: true });
export type ClipCapture = z.infer<typeof clipCaptureSchema>;

const takeSchema = z.strictObject({
  first: z
    .int()
    .min(0)
    .max(MAX_FRAMES - 1)
    .describe('its first frame'),
  capture: clipCaptureSchema,
});
/** Frames of a clip under one light before one backdrop: from `first` to before the next take's. */
export type Take = z.infer<typeof takeSchema>;

const takesSchema = z
  .array(takeSchema)
  .min(1)
  .max(MAX_FRAMES)
  .refine(
    (takes) => takes.every(({ first }, i) => (i === 0 ? first === 0 : first > takes[i - 1].first)),
    'expected takes that begin at frame 0 and follow one another',
  );

const momentSchema = z.strictObject({
  performance: performanceSchema,
  framing: framingSchema,
  occluder: occluderSchema.optional(),
});

/** All of a clip's manifest, except the hashes that filming adds. */
export const planSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  rendererVersion: z.int().min(1).describe('version of the renderer that drew the frames'),
  name: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe('the name that finds the person: one of the cast, or seed:123'),
  kind: z.enum(clipKinds).describe('what the clip is for'),
  seed: seed('which motion'),
  fps: range(1, MAX_FPS, 'frames a second'),
  size: z.int().min(MIN_SIZE).max(MAX_SIZE).describe('pixels a side of every frame'),
  identity: identitySchema,
  takes: takesSchema,
  frames: z.array(momentSchema).min(1).max(MAX_FRAMES),
});
/** A clip to be filmed. */
export type ClipPlan = z.infer<typeof planSchema>;

/**
 * What `clip.json` holds. Frames are counted from 0 and their files are named for their number: no path is
 * stored, so none can lead out of the clip's folder.
 */
export const manifestSchema = planSchema.extend({
  frames: z
    .array(momentSchema.extend({ sha256: digest.describe("SHA-256 of the frame's RGB bytes") }))
    .min(1)
    .max(MAX_FRAMES),
  seal: digest.describe(
    'SHA-256 of all the rest: shows a change that no picture would show, such as that of the kind',
  ),
});
/** A clip that has been filmed. */
export type Manifest = z.infer<typeof manifestSchema>;

/** SHA-256 as 64 hexadecimal digits. */
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** The manifest of a filmed plan. @param hashes the SHA-256 of every frame's RGB bytes, in order. */
export function sealManifest(plan: ClipPlan, hashes: readonly string[]): Manifest {
  const frames = plan.frames.map((moment, index) => ({ ...moment, sha256: hashes[index] }));
  const unsealed = parse(manifestSchema.omit({ seal: true }), { ...plan, frames }, 'clip');
  return { ...unsealed, seal: sealOf(unsealed) };
}

/**
 * `value`, the content of a `clip.json`, as a {@link Manifest}.
 * @param what names the file in errors.
 * @throws InputError naming the field, its value and its range; or that the clip is of another version of
 * Janus, or was changed after it was filmed.
 */
export function parseManifest(value: unknown, what = 'clip.json'): Manifest {
  refuseOtherVersions(value, what);
  const { seal, ...unsealed } = parse(manifestSchema, value, what);
  if (seal !== sealOf(unsealed)) {
    throw new InputError(
      `${what} was changed after the clip was filmed: its seal does not fit the rest.`,
      'Put the original back, or film the clip again with the settings you want.',
    );
  }
  return { ...unsealed, seal };
}

/**
 * `clip.json` as text: one frame a line, so that a person can read it and a version control system compare
 * it.
 */
export function formatManifest(manifest: Manifest): string {
  const { frames, seal, ...head } = manifest;
  const lines = frames.map((frame) => `    ${JSON.stringify(frame)}`);
  const top = JSON.stringify(head, null, 2).slice(0, -2);
  return `${top},\n  "frames": [\n${lines.join(',\n')}\n  ],\n  "seal": ${JSON.stringify(seal)}\n}\n`;
}

/** The file of a frame in its clip's folder: `frame-00012.png` for frame 12. */
export const frameFile = (index: number): string => `frame-${String(index).padStart(5, '0')}.png`;

/**
 * Everything that frame `index` of a clip depends on: the clip's identity, its take's capture, the frame's
 * performance, framing and occluder, and a noise of its own: seed `capture.noiseSeed + index`, modulo 2³².
 * @throws InputError when the clip has no such frame.
 */
export function shotOf({ identity, takes, frames }: ClipPlan, index: number): Shot {
  if (!(index in frames)) {
    throw new InputError(`The clip has no frame ${index}: it has frames 0 to ${frames.length - 1}.`);
  }
  const { performance, framing, occluder } = frames[index];
  const { capture } = takes.findLast(({ first }) => first <= index)!;
  return {
    identity,
    performance,
    capture: {
      ...capture,
      ...framing,
      noiseSeed: (capture.noiseSeed + index) >>> 0,
      ...(occluder && { occluder }),
    },
  };
}

/** Fields in the schema's order, whatever the file's, so that equal manifests have equal seals. */
const sealOf = (unsealed: Omit<Manifest, 'seal'>): string => sha256Hex(utf8ToBytes(JSON.stringify(unsealed)));

function refuseOtherVersions(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null) return;
  const { formatVersion, rendererVersion } = value as Record<string, unknown>;
  if (typeof formatVersion === 'number' && formatVersion !== FORMAT_VERSION) {
    throw new InputError(
      `${what} has format version ${formatVersion}; this Janus reads version ${FORMAT_VERSION}.`,
      formatVersion > FORMAT_VERSION
        ? 'It was filmed by a newer Janus: update this one, or film the clip again here.'
        : filmAgain(value),
    );
  }
  if (typeof rendererVersion === 'number' && rendererVersion !== (RENDERER_VERSION as number)) {
    throw new InputError(
      `${what} was drawn by renderer ${rendererVersion}; this is renderer ${RENDERER_VERSION}, whose pixels differ.`,
      filmAgain(value),
    );
  }
}

/** Advice on filming a clip again, as far as its manifest, which may be of another version, describes it. */
function filmAgain(manifest: object): string {
  const { name, kind, seed, size, frames } = manifest as Record<string, unknown>;
  const words = [
    typeof name === 'string' && /^([a-z]+|seed:\d+)$/.test(name) ? name : '<person>',
    clipKinds.some((known) => known === kind) ? `--kind ${String(kind)}` : '',
    Array.isArray(frames) ? `--frames ${frames.length}` : '',
    Number.isInteger(seed) ? `--seed ${String(seed)}` : '',
    Number.isInteger(size) ? `--size ${String(size)}` : '',
    occluderFlag(Array.isArray(frames) ? frames : []),
  ];
  return `Film it again: janus film ${words.filter((word) => word !== '').join(' ')}`;
}

/** The flag that has frames filmed with the occluders they have; none for frames without. */
function occluderFlag(frames: readonly ({ occluder?: { kind?: unknown } | null } | null)[]): string {
  const kinds = occluderKinds.filter((kind) => frames.some((frame) => frame?.occluder?.kind === kind));
  return kinds.length === 0 ? '' : `--occluder ${kinds.length === 1 ? kinds[0] : 'any'}`;
}
