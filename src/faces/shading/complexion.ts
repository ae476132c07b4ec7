import { bump, mix, smoothstep, square } from '../exact/arithmetic.ts';
import { faceRegion } from '../geometry/face-region.ts';
import type { RestingPerson } from '../geometry/scene.ts';
import type { Look } from './look.ts';

/**
 * The soft colours of the head's skin at each vertex of the resting head: blush, the warmth of nose and
 * sockets, and the seam between face and scalp. They change slowly over the surface, so the rasteriser can
 * interpolate them.
 */
export class Complexion {
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  readonly occlusion: Float64Array;

  constructor({ head, skin: rest, identity }: RestingPerson, look: Look) {
    const n = rest.fx.length;
    this.red = new Float64Array(n);
    this.green = new Float64Array(n);
    this.blue = new Float64Array(n);
    this.occlusion = new Float64Array(n);
    const { flushed, crease, bodySkin, skin } = look;
    const { blush } = identity.skin;
    for (let k = 0; k < n; k++) {
      const fx = rest.fx[k];
      const fy = rest.fy[k];
      const facing = rest.facing[k];
      const ax = Math.abs(fx);
      const face = faceRegion(fy / head.crown, facing);
      const front = facing > 0 ? 1 : 0;
      const cheek = blush * 0.75 * bump(square(ax - 0.47) / 0.1 + square(fy - head.eyeY + 0.36) / 0.062);
      const nose = (0.25 + 0.3 * blush) * bump((fx * fx) / 0.035 + square(fy - head.noseY + 0.01) / 0.026);
      const flush = front * Math.max(cheek, nose);
      const socket = square(ax - head.eyeX) / 0.16 + square(fy - head.eyeY) / 0.12;
      const deep = front * (0.25 + 0.15 * look.lines) * bump(socket);
      // A forehead catches a little more light.
      const stretch = 0.06 * smoothstep(0.4, 0.8, fy / head.crown) * front;
      const channel = (c: 0 | 1 | 2) =>
        mix(bodySkin[c], mix(mix(skin[c], flushed[c], flush), crease[c], deep), face) * (1 + stretch);
      this.red[k] = channel(0);
      this.green[k] = channel(1);
      this.blue[k] = channel(2);
      this.occlusion[k] = 1 - front * 0.35 * bump(socket * 1.1);
    }
  }
}
