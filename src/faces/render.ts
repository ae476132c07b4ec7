import { InputError } from '../errors.ts';
import type { Capture } from './shot/capture.ts';
import type { Frame, TrueFrame } from './frame.ts';
import { Detail } from './geometry/detail.ts';
import { Mesh } from './geometry/mesh.ts';
import { buildScene, RestingPerson, type Scene } from './geometry/scene.ts';
import type { Identity } from './shot/identity.ts';
import { findLandmarks } from './landmark-points.ts';
import { drawMasks } from './masks.ts';
import { Material } from './material.ts';
import { Camera } from './raster/camera.ts';
import { Occlusion } from './raster/occlusion.ts';
import { ShadowMap } from './raster/shadow-map.ts';
import { Projection, VisibilityBuffer } from './raster/visibility.ts';
import { Background } from './shading/background.ts';
import { Complexion } from './shading/complexion.ts';
import { Lighting } from './shading/lighting.ts';
import { lookOf, type Look } from './shading/look.ts';
import { Painter } from './shading/painter.ts';
import { develop } from './shading/sensor.ts';
import { SAMPLING, shade } from './shading/shade.ts';
import { parseShot, type Shot } from './shot/shot.ts';

/** Changes whenever the same shot may give other bytes than before: a clip names the version that drew it. */
export const RENDERER_VERSION = 1;
/** Pixels a side that a frame may have. */
export const MIN_SIZE = 16;
export const MAX_SIZE = 1024;

/** Hair hides glasses, lashes and brows that poke through it by less than this, in head radii. */
const POKE = 0.12;
const UNDER_HAIR = new Float64Array(Object.keys(Material).length);
UNDER_HAIR[Material.hair] = POKE;
UNDER_HAIR[Material.hat] = POKE;

/** A person's geometry and colours at one level of detail. */
interface Prepared {
  readonly person: RestingPerson;
  readonly look: Look;
  readonly complexion: Complexion;
}

/** A shot whose visible parts have been found. */
interface Drawn {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly ready: Prepared;
  /** As it was checked. */
  readonly capture: Capture;
}

// Buffers and the last people drawn are kept from picture to picture: caches, on which no picture depends.
const mesh = new Mesh();
const projection = new Projection();
const visible = new VisibilityBuffer();
const shadows = new ShadowMap();
const occlusion = new Occlusion();
let light = new Float32Array(0);
const prepared = new Map<string, Prepared>();
const MOST_PREPARED = 8;

/**
 * Renders a shot.
 * @param size pixels a side, {@link MIN_SIZE} to {@link MAX_SIZE}.
 * @throws InputError naming the field of the shot, or the size, that is out of range.
 */
export function render(shot: Shot, size: number): Frame {
  return { size, pixels: picture(draw(shot, size), size) };
}

/**
 * Renders a shot with its masks and landmarks. The pixels are those of {@link render}.
 * @throws InputError as it does.
 */
export function renderTruth(shot: Shot, size: number): TrueFrame {
  const drawn = draw(shot, size);
  const { scene, camera } = drawn;
  const { face, head, occluder } = drawMasks(scene, visible, size, SAMPLING);
  return {
    size,
    pixels: picture(drawn, size),
    faceMask: face,
    headMask: head,
    occluderMask: occluder,
    landmarks: findLandmarks(scene, camera, visible, SAMPLING),
  };
}

/** Builds the scene and finds what is visible in it. */
function draw(shot: Shot, size: number): Drawn {
  if (!Number.isInteger(size) || size < MIN_SIZE || size > MAX_SIZE) {
    throw new InputError(`size is ${size}: expected a whole number from ${MIN_SIZE} to ${MAX_SIZE} pixels.`);
  }
  const { identity, performance, capture } = parseShot(shot);
  const camera = new Camera(capture, size, SAMPLING);
  const ready = prepare(identity, new Detail(camera.headPixels));
  const scene = buildScene(mesh, ready.person, performance, capture.occluder);
  projection.reserve(mesh.x.length);
  camera.project(mesh.vertexCount, mesh.x, mesh.y, mesh.z, projection.x, projection.y, projection.depth);
  visible.reset(size * SAMPLING);
  const { glasses, occluder } = scene.parts;
  visible.draw(mesh, projection, 0, glasses);
  visible.draw(mesh, projection, glasses, occluder, UNDER_HAIR);
  visible.draw(mesh, projection, occluder, mesh.triangleCount);
  return { scene, camera, ready, capture };
}

/** Lights and shades what is visible. */
function picture({ scene, camera, ready, capture }: Drawn, size: number): Uint8Array<ArrayBuffer> {
  const { person, look, complexion } = ready;
  const lighting = new Lighting(capture, shadows);
  shadows.draw(scene, lighting.towards, person.detail.level === 2 ? 64 : 96);
  occlusion.compute(visible, size, SAMPLING, camera.headPixels);
  const painter = new Painter(scene, look, lighting.towards, camera.headPixels);
  if (light.length < size * size * 3) light = new Float32Array(size * size * 3);
  shade(scene, visible, occlusion.light, complexion, painter, lighting, new Background(capture), size, light);
  return develop(light, size, capture);
}

/** A person's geometry and colours, from the cache if drawn lately. */
function prepare(identity: Identity, detail: Detail): Prepared {
  const key = `${detail.level} ${JSON.stringify(identity)}`;
  const known = prepared.get(key);
  if (known) return known;
  const person = new RestingPerson(identity, detail);
  const look = lookOf(identity);
  const fresh = { person, look, complexion: new Complexion(person, look) };
  if (prepared.size >= MOST_PREPARED) prepared.delete(prepared.keys().next().value!);
  prepared.set(key, fresh);
  return fresh;
}
