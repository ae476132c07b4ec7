import type { Point } from '../latent-plane.ts';
import { html, type Html } from './html.ts';

/** Points in a plane without units. */
export interface ScatterChart {
  readonly title: string;
  /** What a reader should see in it. */
  readonly about: string;
  /** At most as many as there are colours of lines. */
  readonly groups: readonly ScatterGroup[];
  /** Whether points are coloured by their `shade`, from blue over grey to red, and not by their group. */
  readonly shaded: boolean;
}

export interface ScatterGroup {
  readonly name: string;
  readonly points: readonly Point[];
  /** Of each point, −1 to 1. */
  readonly shades: readonly number[];
}

const SIDE = 300;
const MARGIN = 8;
const RADIUS = 3;

/** The part of a plane that a chart shows: a square around all points. */
interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Charts of one plane, all of which show the same part of it, so that they can be compared. */
export function scatterCharts(charts: readonly ScatterChart[]): Html[] {
  const view = viewOf(charts.flatMap(({ groups }) => groups.flatMap(({ points }) => points)));
  return charts.map((chart) => scatterChart(chart, view));
}

function viewOf(points: readonly Point[]): View {
  const [low, high] = [Math.min, Math.max].map((of) =>
    [0, 1].map((axis) => points.reduce((most, point) => of(most, point[axis]), points[0]?.[axis] ?? 0)),
  );
  const span = Math.max(high[0] - low[0], high[1] - low[1]) || 1;
  return { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2, scale: (SIDE - 2 * MARGIN) / span };
}

function scatterChart({ title, about, groups, shaded }: ScatterChart, { x, y, scale }: View): Html {
  const at = (value: number, middle: number) => Math.round(10 * (SIDE / 2 + (value - middle) * scale)) / 10;
  return html`<figure class="chart">
    <figcaption><strong>${title}</strong>, ${about}</figcaption>
    <svg viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-label="${title}: ${about}">
      ${groups.map(({ points, shades }, group) =>
        points.map((point, i) =>
          mark(group, at(point[0], x), at(-point[1], -y), shaded ? shades[i] : undefined),
        ),
      )}
    </svg>
    ${
      shaded
        ? html`<ul class="legend">
            <li class="shade-left">to the left</li>
            <li class="shade-right">to the right</li>
          </ul>`
        : html`<ul class="legend dots">
            ${groups.map(({ name }, group) => html`<li class="line-${group}">${name}</li>`)}
          </ul>`
    }
  </figure>`;
}

/** A disc for the first group, a square for the second. @param shade colours it, if given. */
function mark(group: number, x: number, y: number, shade: number | undefined): Html {
  const paint =
    shade === undefined ? html`class="line-${group}" fill="currentColor"` : html`fill="${colourOf(shade)}"`;
  return group === 0
    ? html`<circle cx="${x}" cy="${y}" r="${RADIUS}" fill-opacity="0.7" ${paint} />`
    : html`<rect
        x="${x - RADIUS}"
        y="${y - RADIUS}"
        width="${2 * RADIUS}"
        height="${2 * RADIUS}"
        fill-opacity="0.7"
        ${paint}
      />`;
}

/** From blue over grey to red, as light on white as on black. @param shade −1 to 1. */
function colourOf(shade: number): string {
  const hue = shade < 0 ? 225 : 10;
  const saturation = Math.round(85 * Math.min(1, Math.abs(shade)));
  return `hsl(${hue} ${saturation}% 55%)`;
}
