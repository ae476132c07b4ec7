import { DIGITAL_SOURCE_TYPE } from '../clips/provenance.ts';
import { regionNames } from './regions.ts';
import { html, Html } from './report/html.ts';
import { latentCharts } from './report/latent-charts.ts';
import { lineChart } from './report/line-chart.ts';
import { cropMeasures, frameMeasures, probeMeasures, regionMeasures } from './report/measures.ts';
import { filmFigure, headline, previewFigures, worstFigure } from './report/pictures.ts';
import type { DirectionReport, ReportData } from './report/report-data.ts';
import { scatterCharts } from './report/scatter-chart.ts';
import { scoreTable } from './report/score-table.ts';
import { STYLE } from './report/style.ts';
import { trainingCharts } from './report/training-charts.ts';

const SKILL =
  'Skill is 0 % if the swap is no better than one still picture, the mean face of the target person. It is 100 % if the swap is the answer key to the pixel, and below 0 if it is worse than the still picture.';

/** A content security policy: no script runs, and nothing is fetched. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * `report.html`: the scores, charts and pictures of a training and its swaps, in one page that needs no
 * network and runs no script. All texts are escaped.
 * @throws RangeError if a picture is no data URI of an image, or a chart has too many lines.
 */
export function formatReport(data: ReportData): string {
  const { people, note, directions, film, training, latents, history, settings, provenance } = data;
  const title = html`${people[0].name} ↔ ${people[1].name}`;
  return html`<!doctype html>
    <html lang="en" itemscope itemtype="https://schema.org/CreativeWork">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta itemprop="digitalSourceType" content="${DIGITAL_SOURCE_TYPE}" />
        <title>${title}: a Janus report</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="soft">
            A face swap, scored against its ground truth, the answer key. Nobody in these pictures exists.
          </p>
          <div class="directions">${directions.map((direction) => headline(direction, people))}</div>
          <p class="soft">${SKILL}</p>
          ${note && html`<p class="soft">${note}</p>`}
        </header>
        <main>
          ${film && section('The film', '', [filmFigure(film)])} ${scoreSections(data)}
          ${training && section('Training', 'charts', trainingCharts(training).map(lineChart))}
          ${
            latents &&
            section(
              'Latents',
              'charts',
              scatterCharts(latentCharts(latents, people)),
              'Each point is a frame of a driving clip. The closer the two clouds lie, and the better their colours agree, the more a decoder understands of what the other person does.',
            )
          }
          ${history && section('Previews during training', 'previews', previewFigures(history), history.caption)}
          ${directions.map((direction) =>
            section(
              `Worst frames, ${arrow(direction, data)}`,
              'worst',
              direction.worst.map((frame) => worstFigure(frame, people[direction.from].name)),
            ),
          )}
          ${section('Settings', 'scroll', listTable(settings))}
          ${section('Provenance', 'scroll', listTable(provenance))}
        </main>
        <footer>
          Made by Janus, which draws every face from numbers: no photograph, video or likeness of anyone was
          used.
        </footer>
      </body>
    </html>`.text;
}

/** A section with its heading; nothing if it has no contents. */
function section(
  title: string,
  layout: string,
  contents: readonly (Html | undefined)[],
  lead?: string,
): Html | undefined {
  if (contents.every((content) => content === undefined)) return undefined;
  return html`<section>
    <h2>${title}</h2>
    ${lead && html`<p class="soft">${lead}</p>`}
    <div class="${layout}">${contents}</div>
  </section>`;
}

/** "Mira → Oskar" */
const arrow = ({ from, to }: DirectionReport, { people }: ReportData): string =>
  `${people[from].name} → ${people[to].name}`;

function scoreSections(data: ReportData): (Html | undefined)[] {
  const { directions } = data;
  /** A column for each direction that has such scores. */
  const columns = <Scores>(of: (direction: DirectionReport) => Scores | undefined) =>
    directions.flatMap((direction) => {
      const scores = of(direction);
      return scores === undefined ? [] : [{ title: arrow(direction, data), scores }];
    });
  return [
    section('Scores', 'scroll', [
      scoreTable(
        'Crops, over the inner face. Errors are mean absolute errors from the answer key, 0 to 255: less is better.',
        cropMeasures,
        columns(({ crops }) => crops),
      ),
      scoreTable(
        'Whole frames, over the inner face. Skill measures the decoder alone; the pasting error, which even a perfect decoder has, stands beside it.',
        frameMeasures,
        columns(({ frames }) => frames),
      ),
    ]),
    section(
      'Eyes, mouth, face',
      'pairs',
      directions.map((direction) =>
        scoreTable(
          arrow(direction, data),
          regionMeasures,
          regionNames.map((name) => ({ title: name, scores: direction.crops.regions[name] })),
          false,
        ),
      ),
      'The scores of the crops in parts of the face. The eyes are lids, lashes and irises, without the brows; the mouth is the lips and what is between them.',
    ),
    section('Pose and identity', 'scroll', [
      scoreTable(
        'Measured in the swap by two networks that had no part in it, and for comparison in the answer key.',
        probeMeasures,
        columns(({ probes }) => probes),
      ),
    ]),
  ];
}

interface ListItem {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly help?: string;
}

function listTable(rows: readonly ListItem[]): Html[] {
  if (rows.length === 0) return [];
  return [
    html`<table class="list">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          ${rows.some(({ help }) => help) ? html`<th scope="col">Meaning</th>` : undefined}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, value, help }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${String(value)}</td>
              ${help && html`<td class="soft">${help}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>`,
  ];
}
