import { clamp, cos, mix, PI, sin, smoothstep } from '../../exact/arithmetic.ts';
import { Material } from '../../material.ts';
import type { Detail } from '../detail.ts';
import { hairCuts, type HairCut } from './hair-cut.ts';
import type { HeadShape } from '../head.ts';
import type { Mesh } from '../mesh.ts';

/** Below this height hanging hair no longer follows the skull. */
const HANG = -0.1;
/** Rows of the lining, which closes the shell behind its hem. */
const LINING = 2;

/** A shell of hair (or a hat) divided into a grid, computed once for each identity. */
export class HairShell {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Angle round the head, radians. */
  readonly angle: Float64Array;
  /** 0 at the crown, 1 at the hem. */
  readonly along: Float64Array;
  /** 1 on the lining, else 0. */
  readonly lining: Float64Array;

  static of(head: HeadShape, detail: Detail): HairShell | null {
    const { style } = head.identity.hair;
    return style === 'bald' ? null : new HairShell(head, hairCuts[style], detail);
  }

  private constructor(head: HeadShape, cut: HairCut, detail: Detail) {
    const outer = detail.choose(24, 18, 13);
    this.columns = detail.choose(80, 56, 40);
    this.rows = outer + LINING;
    const n = this.columns * this.rows;
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.z = new Float64Array(n);
    this.angle = new Float64Array(n);
    this.along = new Float64Array(n);
    this.lining = new Float64Array(n);
    const { hair } = head.identity;
    const atCrown = cut.thickness(PI / 2, head.crown, 0, hair);
    for (let i = 0; i < this.columns; i++) {
      const turn = (i / this.columns) * 2 - 1;
      const angle = PI * turn * (0.6 + 0.4 * turn * turn); // columns crowd round the face
      const sine = sin(angle);
      const cosine = cos(angle);
      const hem = cut.hem(angle, hair);
      for (let j = 0; j < this.rows; j++) {
        const k = (this.rows - 1 - j) * this.columns + i; // from the foot up, as the head's rows run
        const s = Math.min(1, j / (outer - 1));
        const lining = j - outer; // below 0 on the outside
        const y = cut.hangs ? hangingHeight(head, hem, s) : skullHeight(head, hem, s);
        // Every column ends in the crown: there they agree on one thickness.
        const thickness = mix(atCrown, cut.thickness(angle, y, s, hair), smoothstep(0, 0.25, s));
        const fall = cut.hangs ? Math.max(0, HANG - y) : 0;
        let off = thickness * mix(0.55, 1, Math.sqrt(smoothstep(1, 0.86, s))); // rounded hem
        if (lining === 0) off = thickness * 0.1 - 0.02;
        else if (lining > 0) off = -0.07;
        if (fall > 0) off += hang(cut, fall, cosine, lining >= 0, hair.style === 'bob');
        const base = cut.hangs ? Math.max(y, HANG) : y;
        head.profileAt(base);
        const up = base >= 0 ? base / head.crown : (0.35 * base) / head.chin;
        const out = off * Math.sqrt(Math.max(0.02, 1 - up * up));
        const quiff =
          hair.style === 'quiff' ? off * smoothstep(0.5, 0.9, y) * smoothstep(1.3, 0.3, Math.abs(angle)) : 0;
        this.x[k] = (head.width + out) * sine;
        this.y[k] = y + off * up + quiff * 0.45;
        this.z[k] = ((cosine >= 0 ? head.front : head.back) + out) * cosine + quiff * 0.25;
        this.angle[k] = angle;
        this.along[k] = s;
        this.lining[k] = lining >= 0 ? 1 : 0;
      }
    }
  }
}

/**
 * Height at s on hair that lies on the skull: equal steps of s are equal steps of the angle from the crown.
 */
function skullHeight(head: HeadShape, hem: number, s: number): number {
  const end = clamp(hem >= 0 ? hem / head.crown : hem / head.chin, -0.98, 0.98);
  const y = 1 - (1 - end) * (1 - cos((s * PI) / 2));
  return y >= 0 ? y * head.crown : y * head.chin;
}

/**
 * Height at s on hair that hangs: over the skull first, then straight down. Where the hem rises towards the
 * face, one way of dividing a lock passes slowly into the other: otherwise neighbouring columns would shear
 * and crease.
 */
function hangingHeight(head: HeadShape, hem: number, s: number): number {
  const hanging = smoothstep(HANG, -1.2, hem);
  if (hanging === 0) return skullHeight(head, hem, s);
  const knee = 0.6;
  const y =
    s < knee
      ? head.crown - (head.crown - HANG) * (1 - cos(((s / knee) * PI) / 2))
      : mix(HANG, hem, (s - knee) / (1 - knee));
  return hanging === 1 ? y : mix(skullHeight(head, Math.max(hem, -0.98 * head.chin), s), y, hanging);
}

/** How much farther out hair hangs, `fall` below where it leaves the skull. */
function hang(cut: HairCut, fall: number, cosine: number, lining: boolean, tucked: boolean): number {
  const spread = (tucked ? cut.flare * fall : cut.flare) * Math.min(1, fall * 1.5) * (lining ? 0.3 : 1);
  const towardsFace = cosine > 0 ? -0.03 * fall : 0;
  const tuck = tucked && !lining ? -0.14 * smoothstep(0.35, 0.7, fall) : 0;
  return spread + towardsFace + tuck;
}

/** Adds the shell as it rests. u is the angle, v runs from crown to hem, w is 1 on the lining. */
export function addHairShell(mesh: Mesh, shell: HairShell, material: Material): void {
  const start = mesh.vertexCount;
  for (let k = 0; k < shell.columns * shell.rows; k++) {
    mesh.vertex(shell.x[k], shell.y[k], shell.z[k], shell.angle[k], shell.along[k], shell.lining[k]);
  }
  mesh.surface(start, shell.columns, shell.rows, material, { closed: true, twoSided: true });
}
