import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CROP_SIDE } from '../extract/crop.ts';
import { XMP_PACKET } from '../clips/provenance.ts';
import { formatReport } from '../evaluate/report.ts';
import type { LineChart } from '../evaluate/report/line-chart.ts';
import type {
  DirectionReport,
  History,
  ReportData,
  ReportPerson,
  WorstFrame,
} from '../evaluate/report/report-data.ts';
import { worstFrames } from '../evaluate/worst-frames.ts';
import { settings, type Settings, type Values } from '../settings.ts';
import { writeFileAtomic } from '../node/disk/atomic.ts';
import type { Direction } from './evaluate-swap.ts';
import { versions } from '../node/backends/machine.ts';
import type { TrainedRun } from './load-run.ts';
import { errorPicture } from '../train/preview.ts';
import { encodePng } from '../node/media/png.ts';
import { loadSharp } from '../node/media/sharp.ts';
import { meanFaceFile, previewFile, previewsOf, readMetrics, type Metrics } from '../node/disk/run-folder.ts';

/** Pictures of the training that are shown, and worst frames of each direction. */
const PREVIEWS = 4;
const WORST = 3;
/** Frames between two of the worst. */
const APART = 15;

/**
 * Writes the report of a run.
 * @param directions both, between the same two people.
 * @param video what was converted: as an animated WebP, and one frame of it, as a PNG.
 */
export async function writeReport(
  file: string,
  run: string,
  { config, steps }: TrainedRun,
  converting: Values<typeof settings.convert>,
  directions: readonly [Direction, Direction],
  { film, still }: { readonly film: Uint8Array; readonly still: Uint8Array },
): Promise<void> {
  // Numbers of people in the run, in the report's order.
  const numbers = [directions[0].source, directions[1].source] as const;
  const nameOf = (number: number) => config.people[number].name;
  const people = await Promise.all(
    numbers.map(async (number): Promise<ReportPerson> => ({
      name: nameOf(number),
      portrait: uri('png', await readFile(meanFaceFile(run, number))),
    })),
  );
  const metrics = await readMetrics(run);
  const { janus, node, tensorflow } = versions();
  const data: ReportData = {
    people: people as [ReportPerson, ReportPerson],
    directions: await Promise.all(directions.map((direction, i) => reportOf(direction, i as 0 | 1))),
    film: {
      animation: uri('webp', film),
      still: uri('png', still),
      caption: `From left to right: as filmed, swapped, and the answer key. Above ${nameOf(numbers[0])} becomes ${nameOf(numbers[1])}, below ${nameOf(numbers[1])} becomes ${nameOf(numbers[0])}.`,
    },
    charts: chartsOf(metrics, directions, nameOf),
    history: await historyOf(run),
    settings: [...listed(settings.train, config.settings), ...listed(settings.convert, converting)],
    provenance: [
      { name: 'Run', value: basename(dirname(file)) },
      { name: 'Steps', value: String(steps) },
      { name: 'Janus', value: config.janus === janus ? janus : `${config.janus}, reported by ${janus}` },
      { name: 'Node.js', value: node },
      { name: 'TensorFlow.js', value: tensorflow },
      ...config.people.map(({ name, seal }) => ({ name: `Seal of ${name}'s training clip`, value: seal })),
    ],
  };
  await writeFileAtomic(file, formatReport(data));
}

const uri = (type: 'png' | 'webp', bytes: Uint8Array): string =>
  `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;

const listed = (table: Settings, values: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(table).map(([name, { help }]) => ({ name, value: values[name], help }));

async function reportOf(
  { crops, frames, probes, pictures }: Direction,
  from: 0 | 1,
): Promise<DirectionReport> {
  const worst = worstFrames(crops.frameErrors, WORST, APART).map(async (frame): Promise<WorstFrame> => {
    const length = 3 * CROP_SIDE * CROP_SIDE;
    const part = (all: Uint8Array) => all.subarray(frame * length, (frame + 1) * length);
    const swap = part(pictures.painted);
    const { pixels: key, mask } = pictures.keys[frame];
    const difference = errorPicture(swap, key, mask);
    const [input, ...rest] = await Promise.all([part(pictures.inputs), swap, key, difference].map(png));
    return {
      frame,
      error: crops.frameErrors[frame]!,
      input,
      swap: rest[0],
      key: rest[1],
      difference: rest[2],
    };
  });
  return { from, to: from === 0 ? 1 : 0, crops, frames, probes, worst: await Promise.all(worst) };
}

const png = async (crop: Uint8Array): Promise<string> =>
  uri('png', await encodePng(crop, CROP_SIDE, CROP_SIDE));

/** The loss of each decoder, and beside it the swap error, which the loss does not see. */
function chartsOf(
  metrics: readonly Metrics[],
  directions: readonly [Direction, Direction],
  nameOf: (person: number) => string,
): LineChart[] {
  const points = (value: (line: Metrics) => number | undefined) =>
    metrics.flatMap((line) => {
      const found = value(line);
      return found === undefined ? [] : [[line.step, found] as const];
    });
  return [
    {
      title: 'Loss on the faces trained on',
      unit: 'loss',
      lines: directions.map(({ target }) => ({
        name: `decoder ${nameOf(target)}`,
        points: points(({ losses }) => losses?.[nameOf(target)]),
      })),
    },
    {
      title: 'Swap error on faces held out of the training clips',
      unit: 'levels of 255',
      lines: directions.map(({ source, target }) => {
        const name = `${nameOf(source)}→${nameOf(target)}`;
        return { name, points: points(({ swapErrors }) => swapErrors?.[name]) };
      }),
      levels: directions.flatMap(({ crops: { meanFaceError }, target }, line) =>
        meanFaceError === null
          ? []
          : [
              {
                name: `${nameOf(target)}'s average face, in the driving clip`,
                value: meanFaceError,
                line,
              },
            ],
      ),
    },
  ];
}

/** Pictures of the training from its start to its end. */
async function historyOf(run: string): Promise<History> {
  const names = await previewsOf(run);
  const chosen = Array.from(
    { length: Math.min(PREVIEWS, names.length) },
    (_, i) => names[Math.round((i * (names.length - 1)) / Math.max(1, Math.min(PREVIEWS, names.length) - 1))],
  );
  return {
    caption:
      'Faces held out from training. For each person: as filmed, painted as themselves, painted as the other, the answer key, and how far the swap is from it.',
    previews: await Promise.all(
      chosen.map(async (name) => {
        const step = Number(/\d+/.exec(name)![0]);
        const sharp = await loadSharp();
        const picture = await sharp(await readFile(previewFile(run, step)))
          .webp({ quality: 85 })
          .withXmp(XMP_PACKET)
          .toBuffer();
        return { step, picture: uri('webp', picture) };
      }),
    ),
  };
}
