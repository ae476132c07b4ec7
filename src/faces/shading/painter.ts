import type { Scene } from '../geometry/scene.ts';
import { Material } from '../material.ts';
import { clamp } from '../exact/arithmetic.ts';
import type { Vec3 } from '../geometry/vector.ts';
import type { Look } from './look.ts';
import { OccluderPainter } from './occluder/occluder-painter.ts';
import { EyePainter } from './paint-eye.ts';
import { HairPainter } from './paint-hair.ts';
import { SkinPainter } from './paint-skin.ts';
import type { Sample } from './sample.ts';

/** Gives each sample the colour and gloss of its material. */
export class Painter {
  readonly #skin: SkinPainter;
  readonly #eyes: EyePainter;
  readonly #hair: HairPainter;
  readonly #occluder: OccluderPainter | undefined;

  /** @param light unit vector towards the key light. @param headPixels height of the head in pixels. */
  constructor(scene: Scene, look: Look, light: Vec3, headPixels: number) {
    const sharpness = clamp((headPixels - 40) / 90);
    this.#skin = new SkinPainter(scene, look, sharpness);
    this.#eyes = new EyePainter(scene, look, light);
    this.#hair = new HairPainter(scene.person.identity, look, light, sharpness);
    this.#occluder = scene.occluder && new OccluderPainter(scene.occluder, sharpness);
  }

  paint(s: Sample, material: number): void {
    s.wrap(0.1, 0.1, 0.1);
    s.specular = 0.04;
    s.tight = false;
    s.rim = 1;
    s.glow = 0;
    s.shadow = 1;
    s.flesh = false;
    switch (material) {
      case Material.skin:
        this.#skin.head(s);
        break;
      case Material.lid:
        this.#skin.lid(s);
        break;
      case Material.ear:
        this.#skin.ear(s);
        break;
      case Material.neck:
        this.#skin.body(s);
        break;
      case Material.eye:
        this.#eyes.eye(s);
        break;
      case Material.lash:
        this.#hair.lash(s);
        break;
      case Material.brow:
        this.#hair.brow(s);
        break;
      case Material.hair:
        this.#hair.hair(s);
        break;
      case Material.hat:
        this.#hair.hat(s);
        break;
      case Material.occluder:
        this.#occluder?.paint(s);
        break;
      default:
        this.#hair.glasses(s);
    }
  }
}
