/** What stands in a cell of a table of results. */
const shown = (value: number, text: string): string => (Number.isFinite(value) ? text : '–');

/** An error, 0 to 255. */
export const level = (value: number): string => shown(value, value.toFixed(1));
/** A part of 1. */
export const percent = (value: number): string => shown(value, `${(100 * value).toFixed(0)} %`);
/** A part of 1, where less than a percent decides. */
export const tenths = (value: number): string => shown(value, `${(100 * value).toFixed(1)} %`);
/** A correlation. */
export const plain = (value: number): string => shown(value, value.toFixed(2));
/** A difference of percentages. */
export const points = (value: number): string =>
  shown(value, `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`);

/** A table whose first column has words, the others figures. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
