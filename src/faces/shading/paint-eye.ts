import { clamp, mix, smoothstep, triangleWave } from '../exact/arithmetic.ts';
import { EYE_CORNER } from '../geometry/eyes.ts';
import { cross, normalise, rotateVector, type Vec3 } from '../geometry/vector.ts';
import type { Scene } from '../geometry/scene.ts';
import type { Look } from './look.ts';
import type { Sample } from './sample.ts';

/**
 * Paints the eyeballs: white, iris with a dark limbal ring and lighter foot, pupil, the lids' shadow, and two
 * catch-lights. The catch-lights follow the gaze rather than the law of reflection, so that they always lie
 * on the iris: nothing else makes a drawn eye look so alive.
 */
export class EyePainter {
  readonly #scene: Scene;
  readonly #iris: Look['iris'];
  readonly #irisRadius: number;
  readonly #pupilRadius: number;
  /** The gaze's frame, in the head's: right, up, forward. */
  readonly #right: Vec3;
  readonly #up: Vec3;
  /** Where the two catch-lights lie, as normals in the scene. */
  readonly #sparkle: Vec3;
  readonly #glint: Vec3;

  /** @param light unit vector towards the key light. */
  constructor(scene: Scene, look: Look, light: Vec3) {
    const { gaze, rotation, person } = scene;
    this.#scene = scene;
    this.#iris = look.iris;
    this.#irisRadius = 0.6 * person.identity.eyes.irisSize;
    this.#pupilRadius = 0.29 * person.identity.eyes.irisSize;
    this.#right = normalise([gaze[2], 0, -gaze[0]]);
    this.#up = cross(gaze, this.#right);
    // The light pulled towards the camera, and the half vector pulled towards the gaze.
    const [lx, ly, lz] = normalise([
      clamp(light[0], -0.6, 0.6) * 0.8,
      clamp(light[1], 0.25, 0.8) * 0.8,
      0.75,
    ]);
    const [gx, gy, gz] = rotateVector(rotation, gaze);
    this.#sparkle = normalise([gx * 1.5 + lx * 0.85, gy * 1.5 + ly * 0.85 + 0.12, gz * 1.5 + lz * 0.5]);
    this.#glint = normalise([gx * 1.5 - lx * 0.8, gy * 1.5 - ly * 0.9, gz * 1.5 + lz * 0.4]);
  }

  /** u, v are the direction's x, y from the eye's centre in the head's frame, w is the side. */
  eye(s: Sample): void {
    const { gaze, eyes } = this.#scene;
    const right = this.#right;
    const up = this.#up;
    const dz = Math.sqrt(Math.max(0, 1 - s.u * s.u - s.v * s.v));
    const forward = s.u * gaze[0] + s.v * gaze[1] + dz * gaze[2];
    const across = s.u * right[0] + dz * right[2];
    const height = s.u * up[0] + s.v * up[1] + dz * up[2];
    const r = forward > 0 ? Math.sqrt(across * across + height * height) : 2;
    s.paint(0.88, 0.87, 0.86);
    s.wrap(0.45, 0.45, 0.45);
    s.specular = 0;
    s.rim = 0.1;
    s.shadow = 0.7;
    const onIris = smoothstep(this.#irisRadius + 0.03, this.#irisRadius - 0.03, r);
    if (onIris > 0) {
      this.#paintIris(s, onIris, across, height, r);
    } else {
      const corner = smoothstep(0.75, 1, Math.abs(s.u) + 0.1) * 0.35; // pink towards the corners
      s.green *= 1 - corner * 0.45;
      s.blue *= 1 - corner * 0.45;
    }
    const x = clamp(s.u / (EYE_CORNER * 0.87), -1, 1);
    const eye = eyes[s.w > 0 ? 1 : 0];
    const fromUpper = eye.upper(x) - s.v;
    const fromLower = s.v - eye.lower(x);
    const lidShadow =
      (1 - 0.6 * smoothstep(0.32, 0, fromUpper)) * (1 - 0.25 * smoothstep(0.14, 0, fromLower));
    s.occlusion = lidShadow * mix(s.occlusion, 1, 0.5);
    const a = this.#sparkle;
    const b = this.#glint;
    const sparkle = smoothstep(0.976, 0.987, s.nx * a[0] + s.ny * a[1] + s.nz * a[2]);
    const glint = smoothstep(0.9915, 0.996, s.nx * b[0] + s.ny * b[1] + s.nz * b[2]);
    s.glow = sparkle * 1.6 * smoothstep(-0.02, 0.06, fromUpper) + glint * 0.55;
  }

  #paintIris(s: Sample, cover: number, across: number, height: number, r: number): void {
    const radius = this.#irisRadius;
    const foot = 0.62 + 0.75 * smoothstep(0.35, -0.6, (height / radius) * 0.9);
    const limbus = 1 - 0.72 * smoothstep(radius * 0.7, radius, r);
    const fibres = 1 + 0.14 * triangleWave(across * 6.4) * triangleWave(height * 5.9);
    const pupil = smoothstep(this.#pupilRadius + 0.035, this.#pupilRadius - 0.035, r);
    const k = foot * limbus * fibres * 1.25 * (1 - 0.97 * pupil);
    s.blend(this.#iris[0] * k, this.#iris[1] * k, this.#iris[2] * k, cover);
  }
}
