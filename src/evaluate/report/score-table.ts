import { html, type Html } from './html.ts';
import type { Measure } from './measures.ts';

/** Scores under a title. */
export interface Column<Scores> {
  readonly title: string;
  readonly scores: Scores;
}

/** How long the longest bar is, in parts of the width of a column. */
const LONGEST_BAR = 85;

/**
 * A table of scores, a measure a row.
 * @param explained whether each measure's meaning stands below its name, and the answer key's value below its
 * own.
 * @returns nothing if there are no columns.
 */
export function scoreTable<Scores>(
  caption: string,
  measures: readonly Measure<Scores>[],
  columns: readonly Column<Scores>[],
  explained = true,
): Html | undefined {
  if (columns.length === 0) return undefined;
  const bars = measures.filter(({ bar }) => bar);
  const largest = Math.max(...columns.flatMap(({ scores }) => bars.map(({ of }) => of(scores) ?? 0)), 1e-9);
  const cell = ({ of, format, bar, key }: Measure<Scores>, scores: Scores) => {
    const value = of(scores);
    const width = (LONGEST_BAR * Math.max(0, value ?? 0)) / largest;
    return html`<td>
      ${format(value)}${bar && html`<span class="bar" style="width:${width.toFixed(1)}%"></span>`}
      ${key && explained ? html`<small>answer key: ${format(key(scores))}</small>` : undefined}
    </td>`;
  };
  return html`<table class="scores">
    <caption>
      ${caption}
    </caption>
    <colgroup>
      <col />
      ${columns.map(() => html`<col />`)}
    </colgroup>
    <thead>
      <tr>
        <th scope="col">Measure</th>
        ${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${measures.map(
        (measure) =>
          html`<tr>
            <th scope="row">
              ${measure.name}${explained ? html`<small>${measure.meaning}</small>` : undefined}
            </th>
            ${columns.map(({ scores }) => cell(measure, scores))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
