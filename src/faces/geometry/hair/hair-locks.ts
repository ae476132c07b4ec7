import { cos, mix, PI, sin, smoothstep, square, TAU } from '../../exact/arithmetic.ts';
import { hash } from '../../exact/random.ts';
import { Material } from '../../material.ts';
import type { Detail } from '../detail.ts';
import type { HeadShape } from '../head.ts';
import type { Mesh } from '../mesh.ts';
import { addEllipsoid, addTube } from '../primitives.ts';
import type { Vec3 } from '../vector.ts';

/** Turning by the golden angle from one lock to the next spreads any number of them evenly. */
const GOLDEN_ANGLE = 2.399963;
/** Locks' u starts here, so that shading tells them from the shell, whose u is an angle within ±π. */
const LOCKS = 4;

/** What stands on or grows out of the shell: knots, buns, curls, spikes, a crest, a pompom. */
export function addHairLocks(mesh: Mesh, head: HeadShape, detail: Detail): void {
  const { crown, identity } = head;
  const { style, volume } = identity.hair;
  const bun = (centre: Vec3, r: Vec3, aboutZ = 0) => {
    addEllipsoid(mesh, centre, r, detail.segments(22), detail.segments(14), Material.hair, {
      u: LOCKS,
      aboutZ,
    });
  };
  switch (style) {
    case 'topknot':
      bun([0, crown + 0.2 * volume, -0.22], [0.3 * volume, 0.26 * volume, 0.3 * volume]);
      break;
    case 'buns':
      for (const side of [-1, 1]) {
        bun([side * 0.66, crown * 0.92, -0.12], [0.29 * volume, 0.29 * volume, 0.29 * volume], side * -0.6);
      }
      break;
    case 'mohawk':
      addCrest(mesh, head, detail);
      break;
    case 'curly':
      addCurls(mesh, head, detail);
      break;
    case 'spiky':
      addSpikes(mesh, head, detail);
      break;
    case 'beanie':
      addEllipsoid(
        mesh,
        [0, crown + 0.24, -0.05],
        [0.17, 0.17, 0.17],
        detail.segments(16),
        detail.segments(10),
        Material.hat,
        { u: 30 },
      );
      break;
    default:
  }
}

/** The mohawk's crest: a tall flat tube from forehead to nape with a toothed edge. */
function addCrest(mesh: Mesh, { crown, identity }: HeadShape, detail: Detail): void {
  const n = detail.segments(34);
  const path: Vec3[] = [];
  for (let i = 0; i < n; i++) {
    const angle = mix(-0.78, 2, i / (n - 1));
    path.push([0, crown * cos(angle), -sin(angle) * 0.93]);
  }
  const radii = (t: number): [number, number] => {
    const taper = Math.sqrt(Math.max(0, 1 - square(2 * t - 1)));
    const teeth = 0.8 + 0.2 * Math.abs(sin(t * 16));
    return [
      (0.1 + 0.3 * identity.hair.volume * smoothstep(0, 0.25, t)) * taper * teeth + 0.01,
      0.13 * taper + 0.01,
    ];
  };
  addTube(mesh, path, radii, detail.segments(14), Material.hair, { up: [1, 0, 0], u: LOCKS });
}

/** Curls: a cloud of small puffs over the shell, spaced by the golden angle, none before the face. */
function addCurls(mesh: Mesh, head: HeadShape, detail: Detail): void {
  const { seed, volume } = head.identity.hair;
  const count = 108; // the same at every level of detail, else a person's hair would change with distance
  for (let i = 0; i < count; i++) {
    const height = 1 - ((i + 0.5) / count) * 1.62;
    const turn = i * GOLDEN_ANGLE;
    const a = Math.abs(turn - Math.floor(turn / TAU + 0.5) * TAU);
    const hem = a < 0.7 ? 0.64 : a < 1.15 ? 0.3 : -0.62;
    if (height < hem) continue;
    const y = (height > 0 ? height : height * 0.95) * head.crown;
    head.profileAt(y);
    const radius =
      (0.168 + 0.072 * hash(i, seed)) * (0.6 + 0.4 * volume) * (a < 0.9 && height < 0.75 ? 0.85 : 1);
    const off = 1.07 + 0.06 * volume;
    const width = height < 0 ? mix(head.width, head.halfWidth, 0.7) : head.width;
    const cosine = cos(turn);
    addEllipsoid(
      mesh,
      [
        width * sin(turn) * off,
        y + 0.06 + (height > 0 ? 0.08 * height : 0),
        (cosine >= 0 ? head.front : head.back) * cosine * off,
      ],
      [radius, radius * 0.92, radius],
      detail.segments(11),
      detail.segments(8),
      Material.hair,
      { u: LOCKS + i * 0.37, aboutZ: hash(i, 7) * 2 },
    );
  }
}

/** Spikes: slim tufts that leave the skull at right angles and bend to one side and forwards. */
function addSpikes(mesh: Mesh, head: HeadShape, detail: Detail): void {
  const { seed, volume, side } = head.identity.hair;
  const count = 46;
  for (let i = 0; i < count; i++) {
    const height = 1 - ((i + 0.5) / count) * 0.9;
    const turn = i * GOLDEN_ANGLE + 0.4;
    const sine = sin(turn);
    const cosine = cos(turn);
    if (cosine > 0 && height < 0.62) continue;
    const y = height * head.crown;
    head.profileAt(y);
    const level = Math.sqrt(Math.max(0.02, 1 - height * height));
    const out: Vec3 = [sine * level, height, cosine * level];
    const length = (0.3 + 0.16 * hash(i, seed)) * volume * mix(0.7, 1, height);
    const lean = (0.2 + 0.3 * (hash(i, seed, 3) - 0.3)) * side;
    const root: Vec3 = [
      head.width * sine * 0.93,
      y * 0.95,
      (cosine >= 0 ? head.front : head.back) * cosine * 0.93,
    ];
    const at = (along: number, sideways: number, rise: number, forwards: number): Vec3 => [
      root[0] + out[0] * length * along + lean * length * sideways,
      root[1] + out[1] * length * along + rise * length,
      root[2] + out[2] * length * along + forwards * length,
    ];
    const path = [
      root,
      at(0.4, 0.1, 0, 0),
      at(0.75, 0.5, 0.08, 0.08),
      at(1, 1, 0.14, 0.18),
      at(1.18, 1.6, 0.15, 0.28),
    ];
    const radii = (t: number): [number, number] => {
      const r = 0.15 * (1 - t) * (0.75 + 0.6 * t) + 0.004;
      return [r, r];
    };
    const up: Vec3 = Math.abs(out[1]) > 0.8 ? [0, 0.1, 1] : [0, 1, 0.1];
    addTube(mesh, path, radii, detail.segments(8), Material.hair, { up, u: LOCKS + (i % 7) / PI });
  }
}
