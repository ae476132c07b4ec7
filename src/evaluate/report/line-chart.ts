import { html, type Html } from './html.ts';

/** Some lines over the steps of a training. */
export interface LineChart {
  readonly title: string;
  /** The quantity on the y axis, with its unit. */
  readonly unit: string;
  /** At most {@link MOST_LINES}. */
  readonly lines: readonly Line[];
  /** Levels to compare the lines with. */
  readonly levels?: readonly Level[];
}
export interface Line {
  readonly name: string;
  /** Step and value, in order of steps. What is not finite is left out. */
  readonly points: readonly (readonly [step: number, value: number])[];
}
export interface Level {
  readonly name: string;
  readonly value: number;
  /** Index of the line that it belongs to, whose colour it takes; of all, if left out. */
  readonly line?: number;
}

/** As many as there are colours. */
export const MOST_LINES = 4;

const WIDTH = 440;
const HEIGHT = 250;
const FRAME = { left: 44, right: 12, top: 12, bottom: 34 } as const;
const TICKS = 5;
/** A line of more points is drawn through the means of this many stretches. */
const MOST_POINTS = 240;

/**
 * A chart as a figure: an SVG whose axes include 0, and a legend below it.
 * @throws RangeError for too many lines.
 */
export function lineChart({ title, unit, lines, levels = [] }: LineChart): Html {
  if (lines.length > MOST_LINES)
    throw new RangeError(`${lines.length} lines: expected ${MOST_LINES} at most.`);
  const drawn = lines.map(({ points }) => thinned(points.filter((point) => point.every(Number.isFinite))));
  const steps = ticks(0, Math.max(...drawn.flat().map(([step]) => step), 1));
  const heights = [...drawn.flat().map(([, value]) => value), ...levels.map(({ value }) => value)];
  const values = ticks(Math.min(...heights, 0), Math.max(...heights, 1e-6));
  const [lowest, highest] = [values[0], values.at(-1)!];
  const right = WIDTH - FRAME.right;
  const bottom = HEIGHT - FRAME.bottom;
  const x = (step: number) => rounded(FRAME.left + (step / steps.at(-1)!) * (right - FRAME.left));
  const y = (value: number) =>
    rounded(bottom - ((value - lowest) / (highest - lowest)) * (bottom - FRAME.top));
  const path = (points: readonly Point[]) =>
    points.map(([step, value], i) => `${i === 0 ? 'M' : 'L'}${x(step)} ${y(value)}`).join('') +
    (points.length === 1 ? 'h0' : ''); // a dot: a path that goes nowhere is not drawn

  return html`<figure class="chart">
    <figcaption><strong>${title}</strong>, ${unit}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${described(title, lines, drawn)}">
      ${values.map(
        (value) =>
          html`<line class="grid" x1="${FRAME.left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" /><text
              class="tick"
              x="${FRAME.left - 7}"
              y="${y(value) + 4}"
              text-anchor="end"
              >${value.toFixed(decimalsOf(values[1] - values[0])).replace('-', '−')}</text
            >`,
      )}
      ${steps.map(
        (step, i) =>
          html`<text
            class="tick"
            x="${x(step)}"
            y="${bottom + 17}"
            text-anchor="${i === steps.length - 1 ? 'end' : 'middle'}"
            >${step}</text
          >`,
      )}
      <text class="tick" x="${(FRAME.left + right) / 2}" y="${HEIGHT - 5}" text-anchor="middle">step</text>
      ${levels.map(
        ({ value, line }) =>
          html`<line
            class="level${lineClass(line)}"
            x1="${FRAME.left}"
            x2="${right}"
            y1="${y(value)}"
            y2="${y(value)}"
          />`,
      )}
      ${drawn.map((points, i) => html`<path class="curve line-${i}" d="${path(points)}" />`)}
    </svg>
    <ul class="legend">
      ${lines.map(({ name }, i) => html`<li class="line-${i}">${name}</li>`)}
      ${levels.map(({ name, line, value }) => html`<li class="level${lineClass(line)}">${name}: ${readable(value)}</li>`)}
    </ul>
  </figure>`;
}

const lineClass = (line: number | undefined): string => (line === undefined ? '' : ` line-${line}`);

type Point = readonly [step: number, value: number];

/**
 * Round numbers from one not above `least` to one not below `most`: multiples of 1, 2 or 5 times a power of
 * ten, 0 among them.
 * @param least 0 or less. @param most above 0.
 */
export function ticks(least: number, most: number): number[] {
  const span = most - least;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power * TICKS >= span * (1 - 1e-9))!;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => readable((first + i) * step));
}

/** Decimals that multiples of a step need. */
const decimalsOf = (step: number): number => Math.max(0, -Math.floor(Math.log10(step)));

/** The means of stretches of equally many points, or nearly. */
function thinned(points: readonly Point[]): Point[] {
  const count = Math.min(points.length, MOST_POINTS);
  return Array.from({ length: count }, (_, i) => {
    const stretch = points.slice(
      Math.floor((i * points.length) / count),
      Math.floor(((i + 1) * points.length) / count),
    );
    const mean = (of: (point: Point) => number) =>
      stretch.reduce((sum, point) => sum + of(point), 0) / stretch.length;
    return [mean(([step]) => step), mean(([, value]) => value)];
  });
}

/** What the chart shows, for those who cannot see it. */
const described = (title: string, lines: readonly Line[], drawn: readonly (readonly Point[])[]): string =>
  `${title}. ${lines
    .map(({ name }, i) => {
      const first = drawn[i].at(0);
      const last = drawn[i].at(-1);
      if (!first || !last) return `${name}: no points.`;
      return `${name}: from ${readable(first[1])} to ${readable(last[1])} at step ${Math.round(last[0])}.`;
    })
    .join(' ')}`;

const readable = (value: number): number => Number(value.toPrecision(3));
const rounded = (value: number): number => Math.round(10 * value) / 10;
