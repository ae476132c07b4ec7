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
 * @param explained whether each measure's meaning stands below its name.
 * @returns nothing if there are no columns.
 */
export function scoreTable<Scores>(
  caption: string,
  measures: readonly Measure<Scores>[],
  columns: readonly Column<Scores>[],
  explained = true,
): Html | undefined {
  if (columns.length === 0) return undefined;
  const errors = measures.filter(({ error }) => error);
  const worst = Math.max(...columns.flatMap(({ scores }) => errors.map(({ of }) => of(scores) ?? 0)), 1e-9);
  const cell = ({ of, format, error, key }: Measure<Scores>, scores: Scores) => {
    const value = of(scores);
    const width = (LONGEST_BAR * Math.max(0, value ?? 0)) / worst;
    return html`<td>
      ${format(value)}${error && html`<span class="bar" style="width:${width.toFixed(1)}%"></span>`}
      ${key && html`<small>answer key: ${format(key(scores))}</small>`}
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
