/** Glyphs of 5 × 7, a row a word, its bits from the left. */
const GLYPHS: Readonly<Partial<Record<string, readonly number[]>>> = {
  A: [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
  C: [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
  E: [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
  H: [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
  I: [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
  J: [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100],
  N: [0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001],
  S: [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
  T: [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
  U: [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
  Y: [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
  '·': [0, 0, 0, 0b00100, 0, 0, 0],
  ' ': [0, 0, 0, 0, 0, 0, 0],
};
const GLYPH = { width: 5, height: 7, advance: 6 } as const;
const TEXTS = ['SYNTHETIC · JANUS', 'SYNTHETIC'] as const;
/** Font pixels of dark plate round the text. */
const PLATE = 2;
/** The long text takes no more than this part of the width; the short one stands in for it. */
const WIDEST = 0.6;
/** Pixels across that the label needs. */
export const MIN_LABELLED_WIDTH = widthOf(TEXTS[1]);

/**
 * Draws the label that says a picture is synthetic over its lower left corner, in place.
 * @param pixels RGB, 8 bits a channel, row by row from the top. @param width pixels across, at least
 * {@link MIN_LABELLED_WIDTH}. @param height pixels down, at least 11.
 */
export function drawLabel(pixels: Uint8Array, width: number, height: number): void {
  const tall = GLYPH.height + 2 * PLATE;
  const scale = Math.max(1, Math.round(Math.min(width, height) / 320));
  const text = widthOf(TEXTS[0]) * scale <= width * WIDEST ? TEXTS[0] : TEXTS[1];
  const plateWidth = widthOf(text) * scale;
  const top = height - tall * scale;
  for (let y = top; y < height; y++) {
    for (let x = 0; x < plateWidth; x++) {
      const lit = isLit(text, Math.floor(x / scale) - PLATE, Math.floor((y - top) / scale) - PLATE);
      const at = (y * width + x) * 3;
      for (let channel = at; channel < at + 3; channel++) {
        pixels[channel] = lit ? 235 : (pixels[channel] * 3) >> 3;
      }
    }
  }
}

/** Whether the text's ink covers a font pixel, counted from the first glyph's upper left. */
function isLit(text: string, x: number, y: number): boolean {
  const glyph = GLYPHS[text[Math.floor(x / GLYPH.advance)] ?? ' '];
  const column = x - Math.floor(x / GLYPH.advance) * GLYPH.advance;
  const row = glyph?.[y];
  return row !== undefined && column < GLYPH.width && ((row >> (GLYPH.width - 1 - column)) & 1) === 1;
}

/** Font pixels across that a text and its plate take. */
function widthOf(text: string): number {
  return text.length * GLYPH.advance - 1 + 2 * PLATE;
}
