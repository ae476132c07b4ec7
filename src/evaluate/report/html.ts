/**
 * Text that is HTML already, and nothing that came from a file: {@link html} makes it, and escapes all that
 * is put in.
 */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * What may be put into HTML: text and numbers are escaped, pieces of HTML stay, lists follow one after the
 * other.
 */
export type Piece = Html | string | number | undefined | readonly Piece[];

/**
 * A template literal as HTML. Whatever is put in is escaped, in texts and in quoted attributes alike, unless
 * it is HTML itself: names come from files. `undefined` puts in nothing.
 */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(strings.reduce((text, string, i) => text + written(pieces[i - 1]) + string));

function written(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(written).join('');
  return escape(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
