import { cos, DEGREE, sin } from '../exact/arithmetic.ts';

/** How something is turned. In degrees: yaw positive to the right, pitch looking up, roll clockwise. */
export interface Angles {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/** Roll about z, after yaw about y, after pitch about x: R = Rz · Ry · Rx, row-major. */
export function rotationMatrix({ yaw, pitch, roll }: Angles): number[] {
  const cy = cos(yaw * DEGREE);
  const sy = sin(yaw * DEGREE);
  const cp = cos(-pitch * DEGREE);
  const sp = sin(-pitch * DEGREE);
  const cr = cos(-roll * DEGREE);
  const sr = sin(-roll * DEGREE);
  const m = [cy, sy * sp, sy * cp, 0, cp, -sp, -sy, cy * sp, cy * cp] as const;
  return [
    cr * m[0] - sr * m[3],
    cr * m[1] - sr * m[4],
    cr * m[2] - sr * m[5],
    sr * m[0] + cr * m[3],
    sr * m[1] + cr * m[4],
    sr * m[2] + cr * m[5],
    m[6],
    m[7],
    m[8],
  ];
}
