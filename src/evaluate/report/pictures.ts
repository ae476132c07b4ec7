import { html, type Html } from './html.ts';
import { levels, percent } from './numbers.ts';
import type { DataUri, DirectionReport, Film, History, ReportPerson, WorstFrame } from './report-data.ts';

/** The skill of a direction and what it means, beside the faces of both. */
export function headline({ from, to, crops }: DirectionReport, people: readonly ReportPerson[]): Html {
  const [source, target] = [people[from], people[to]];
  const { skill, regions, skillOfFittedMeanFace } = crops;
  return html`<div class="direction to-${to}">
    <div class="pair">${[source, target].map(({ name, portrait }) => picture(portrait, name))}</div>
    <div>${source.name} → ${target.name}<strong>${percent(skill)}</strong>skill</div>
    <p>
      Eyes ${percent(regions.eyes.skill)}, mouth ${percent(regions.mouth.skill)}. ${target.name}’s mean face
      with its light fitted to each frame would have ${percent(skillOfFittedMeanFace)}.
    </p>
  </div>`;
}

export const filmFigure = ({ animation, still, caption }: Film): Html =>
  html`<details open>
    <summary>Show or hide</summary>
    <figure>
      <picture>
        <source media="(prefers-reduced-motion: reduce)" srcset="${checked(still)}" />
        ${picture(animation, caption)}
      </picture>
      <figcaption>${caption}</figcaption>
    </figure>
  </details>`;

export const previewFigures = ({ previews }: History): Html[] =>
  previews.map(
    ({ step, picture: uri }) =>
      html`<figure>
        ${picture(uri, `The decoders’ outputs at step ${step}`)}
        <figcaption>step ${step}</figcaption>
      </figure>`,
  );

export function worstFigure({ frame, error, ...pictures }: WorstFrame, name: string): Html {
  const shown = [
    { title: name, uri: pictures.input, alt: `${name} as filmed, frame ${frame}` },
    { title: 'swap', uri: pictures.swap, alt: `The swap of frame ${frame}` },
    { title: 'key', uri: pictures.key, alt: `The answer key of frame ${frame}` },
    { title: 'error', uri: pictures.difference, alt: `The error of the swap of frame ${frame}` },
  ];
  return html`<figure>
    <div class="row">
      ${shown.map(({ title, uri, alt }) => html`<div>${picture(uri, alt)}${title}</div>`)}
    </div>
    <figcaption>Frame ${frame}: error ${levels(error)}</figcaption>
  </figure>`;
}

const picture = (uri: DataUri, alt: string): Html => html`<img src="${checked(uri)}" alt="${alt}" />`;

/** @throws RangeError if it is no data URI of an image: a report fetches nothing. */
function checked(uri: DataUri): DataUri {
  if (/^data:image\/[a-z+]+;base64,/.test(uri)) return uri;
  throw new RangeError(`A picture of a report is ${uri.slice(0, 40)}: expected data:image/…;base64,…`);
}
