import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { writeFileAtomic } from '../../src/node/disk/atomic.ts';
import type { Result } from './result.ts';
import { onOneBaseline } from './one-baseline.ts';
import { groupBy, median, quantile } from '../statistics.ts';
import { isRealigned } from './trial.ts';

const FOLDER = 'docs/figures';

const RUNG_COLOURS = {
  label: null,
  domain: ['from labels', 'from a crowd', 'from nothing'],
  range: ['#3b6fb6', '#2a9d6e', '#d1603d'],
};

/** Those of swaps from nothing whose latents are not aligned. */
const AS_THEY_ARE = 'from nothing, latents: none';
const COLOURS_AND_UNALIGNED = {
  ...RUNG_COLOURS,
  domain: [...RUNG_COLOURS.domain, AS_THEY_ARE],
  range: [...RUNG_COLOURS.range, '#8a7f78'],
};

const rungOf = ({ start }: Result): string => `from ${start === 'crowd' ? 'a crowd' : start}`;

/** Draws the figures of docs/results.md into docs/figures. */
export async function drawFigures(results: readonly Result[]): Promise<void> {
  const blind = results.filter(({ group }) => group === 'blind');
  if (blind.length > 0) {
    const usual = blind.filter(({ variant }) => !isRealigned(variant));
    await write('ladder', ladder(usual.filter(({ curve }) => curve.length > 1)), 'right');
    await write('unlike', unlike(blind), 'left');
  }
  const switches = results.filter(({ group }) => group === 'switches');
  if (switches.length > 0) await write('switches', spread(onOneBaseline(switches)));
}

/** Seconds between the points of a curve. */
const EVERY = 5;

/** Skill against seconds: for each rung, the median of all swaps, and the middle half of them. */
function ladder(results: readonly Result[]): Plot.PlotOptions {
  const data = [...groupBy(results, rungOf)].flatMap(([rung, own]) => {
    const longest = Math.max(...own.map(({ curve }) => curve.at(-1)![0]));
    return Array.from({ length: Math.floor(longest / EVERY) + 1 }, (_, i) => {
      const seconds = EVERY * i;
      const skills = own.map(({ curve }) => 100 * valueAt(curve, seconds));
      return {
        ...{ rung, seconds },
        skill: median(skills),
        low: quantile(skills, 0.25),
        high: quantile(skills, 0.75),
      };
    });
  });
  return {
    color: RUNG_COLOURS,
    x: { label: 'seconds of training →', domain: [0, 300] },
    // Random weights begin far below.
    y: { label: '↑ skill, %', grid: true, domain: [-20, 80] },
    clip: true,
    marks: [
      Plot.ruleY([0]),
      Plot.areaY(data, { x: 'seconds', y1: 'low', y2: 'high', fill: 'rung', fillOpacity: 0.18 }),
      Plot.lineY(data, { x: 'seconds', y: 'skill', stroke: 'rung', strokeWidth: 2 }),
    ],
  };
}

/** The value of a curve at a time, between its points; its first or last value beyond them. */
function valueAt(curve: Result['curve'], seconds: number): number {
  const next = curve.findIndex(([at]) => at >= seconds);
  if (next === 0) return curve[0][1];
  if (next < 0) return curve.at(-1)![1];
  const [[from, before], [to, after]] = [curve[next - 1], curve[next]];
  return before + ((seconds - from) / (to - from)) * (after - before);
}

/** Skill of each swap against how unlike its two people are: of trained swaps, and from nothing unaligned, too. */
function unlike(results: readonly Result[]): Plot.PlotOptions {
  const data = results.flatMap((result) => {
    const { variant, start, unlike, scores, steps } = result;
    const isUnaligned = start === 'nothing' && variant.endsWith('latents: none');
    if (steps === 0 || (isRealigned(variant) && !isUnaligned)) return [];
    return [{ rung: isUnaligned ? AS_THEY_ARE : rungOf(result), unlike, skill: 100 * scores.skill }];
  });
  return {
    color: COLOURS_AND_UNALIGNED,
    x: { label: 'mean difference of the two mean faces, 0 to 255 →' },
    y: { label: '↑ skill, %', grid: true },
    marks: [
      Plot.ruleY([0]),
      Plot.linearRegressionY(data, { x: 'unlike', y: 'skill', stroke: 'rung', fillOpacity: 0.1 }),
      Plot.dot(data, { x: 'unlike', y: 'skill', fill: 'rung', r: 3.5 }),
    ],
  };
}

/** Skill of each swap and seed, under each variant, with the mean. */
function spread(results: readonly Result[]): Plot.PlotOptions {
  const data = results.map(({ variant, scores }) => ({ variant, skill: 100 * scores.skill }));
  return {
    marginLeft: 250,
    height: 60 + 24 * new Set(data.map(({ variant }) => variant)).size,
    x: { label: 'skill, % →', grid: true, domain: [-60, 80], clamp: true },
    y: { label: null, domain: [...new Set(data.map(({ variant }) => variant))] },
    marks: [
      Plot.ruleX([0]),
      Plot.dot(data, { x: 'skill', y: 'variant', fill: '#3b6fb6', fillOpacity: 0.35, r: 2.5 }),
      Plot.tickX(
        data,
        Plot.groupY({ x: 'mean' }, { x: 'skill', y: 'variant', stroke: '#d1603d', strokeWidth: 3 }),
      ),
    ],
  };
}

/**
 * Writes a figure as an SVG that stands alone: on white, since a page may be dark.
 * @param legend of its colours: the side at whose lower end it stands, and nothing else.
 */
async function write(name: string, options: Plot.PlotOptions, legend?: 'left' | 'right'): Promise<void> {
  const { document } = new JSDOM('').window;
  const svg = Plot.plot({ width: 720, height: 400, ...options, document });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('style', 'background: white; color: #222');
  if (legend) svg.append(legendOf(document, options.color as typeof RUNG_COLOURS, legend));
  await writeFileAtomic(`${FOLDER}/${name}.svg`, `${svg.outerHTML}\n`);
}

/** A legend within the picture: Plot's own stands beside it, in HTML. */
function legendOf(
  document: Document,
  { domain, range }: typeof RUNG_COLOURS,
  corner: 'left' | 'right',
): SVGElement {
  const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  const width = 18 + 6.5 * Math.max(...domain.map(({ length }) => length));
  const [x, bottom] = corner === 'left' ? [60, 350] : [690 - width, 285];
  group.setAttribute('transform', `translate(${x} ${bottom - 18 * domain.length})`);
  group.setAttribute('text-anchor', 'start'); // Plot's is the middle
  group.innerHTML = domain
    .map(
      (name, i) =>
        `<rect x="0" y="${18 * i}" width="12" height="12" fill="${range[i]}"/><text x="18" y="${18 * i + 10}" font-size="12">${name}</text>`,
    )
    .join('');
  return group;
}
