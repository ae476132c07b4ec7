/**
 * One visible point while it is being painted and lit. A single object is used for all of them: its fields
 * are filled by the rasteriser (where), then by a material's painter (what), then read by the lighting.
 */
export class Sample {
  // Where: position in the scene, unit normal, unit direction to the camera, surface coordinates, light from
  // all round.
  x = 0.5;
  y = 0.5;
  z = 0.5;
  nx = 0.5;
  ny = 0.5;
  nz = 0.5;
  vx = 0.5;
  vy = 0.5;
  vz = 0.5;
  u = 0.5;
  v = 0.5;
  w = 0.5;
  occlusion = 0.5;
  // What: linear colour, how far each channel's light wraps round the terminator, highlight, edge light, own
  // light.
  red = 0.5;
  green = 0.5;
  blue = 0.5;
  wrapRed = 0.5;
  wrapGreen = 0.5;
  wrapBlue = 0.5;
  /** Strength of the highlight, and whether it is tight. */
  specular = 0.5;
  tight = false;
  /** Strength of the edge light. */
  rim = 0.5;
  /** Light added whatever the lighting: catch-lights, sheen. */
  glow = 0.5;
  /** How much of the cast shadow shows. */
  shadow = 0.5;
  /** Whether light scatters inside, so that shadows and creases of it are red and soft. */
  flesh = false;

  /** Sets the colour. */
  paint(red: number, green: number, blue: number): void {
    this.red = red;
    this.green = green;
    this.blue = blue;
  }

  /** Moves the colour towards another by t. */
  blend(red: number, green: number, blue: number, t: number): void {
    this.red += (red - this.red) * t;
    this.green += (green - this.green) * t;
    this.blue += (blue - this.blue) * t;
  }

  /** Multiplies the colour, each channel by its own factor. */
  darken(red: number, green: number, blue: number): void {
    this.red *= red;
    this.green *= green;
    this.blue *= blue;
  }

  wrap(red: number, green: number, blue: number): void {
    this.wrapRed = red;
    this.wrapGreen = green;
    this.wrapBlue = blue;
  }

  /** Tilts the normal and makes it a unit vector again. */
  tilt(dx: number, dy: number, dz: number): void {
    const x = this.nx + dx;
    const y = this.ny + dy;
    const z = this.nz + dz;
    const s = 1 / Math.sqrt(x * x + y * y + z * z + 1e-12);
    this.nx = x * s;
    this.ny = y * s;
    this.nz = z * s;
  }
}
