import type { Direction } from '../pipeline/evaluate-swap.ts';
import type { EvaluatedRun } from '../pipeline/evaluate-run.ts';

type Named<Value> = Readonly<Record<string, Value>>;

/** The figures of both directions, each by `A→B`, for whoever reads JSON. */
export function figuresOf({ swap, directions, files }: EvaluatedRun): Named<unknown> {
  const name = (person: number) => swap.config.people[person].name;
  const each = <Value>(value: (direction: Direction) => Value): Named<Value> =>
    Object.fromEntries(
      directions.map((direction) => [
        `${name(direction.source)}→${name(direction.target)}`,
        value(direction),
      ]),
    );
  return {
    swapError: each(({ crops }) => crops.swapError),
    swapScore: each(({ crops }) => crops.swapScore),
    reconstructionError: each(({ crops }) => crops.reconstructionError),
    meanFaceError: each(({ crops }) => crops.meanFaceError),
    noSwapError: each(({ crops }) => crops.noSwapError),
    psnr: each(({ crops }) => crops.psnr),
    ssim: each(({ crops }) => crops.ssim),
    regions: each(({ crops }) => crops.regions),
    frames: each(({ frames: { swap, key } }) => {
      const { frameErrors, ...scores } = swap;
      return { ...scores, worst: worstOf(frameErrors), keyScore: key.swapScore };
    }),
    probes: each(({ probes }) => probes),
    files,
  };
}

const worstOf = (errors: readonly (number | null)[]): number =>
  Math.max(...errors.map((error) => error ?? -Infinity));

/** The scores as lines of a table: a column for each direction. */
export function table({ swap, directions }: EvaluatedRun): string[] {
  const name = (person: number) => swap.config.people[person].name;
  const level = (value: number | null) => (value === null ? '–' : value.toFixed(1));
  const percent = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(0)} %`);
  const correlation = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  const rows: [string, (direction: Direction) => string][] = [
    ['', ({ source, target }) => `${name(source)} → ${name(target)}`],
    ['swap score', ({ crops }) => percent(crops.swapScore)],
    ['swap error, of 255', ({ crops }) => level(crops.swapError)],
    ['  not swapped', ({ crops }) => level(crops.noSwapError)],
    ['  average face', ({ crops }) => level(crops.meanFaceError)],
    ['  painted as themselves', ({ crops }) => level(crops.reconstructionError)],
    ['score of whole frames', ({ frames }) => percent(frames.swap.swapScore)],
    ['  with the answer key', ({ frames }) => percent(frames.key.swapScore)],
    ['yaw follows', ({ probes }) => correlation(probes.swap.performance.yaw)],
    ['mouth follows', ({ probes }) => correlation(probes.swap.performance.mouthOpen)],
    ['lids follow', ({ probes }) => correlation(probes.swap.performance.lids)],
    ['looks like them', ({ probes }) => percent(probes.swap.identityAccuracy)],
  ];
  const first = Math.max(...rows.map(([title]) => title.length));
  const columns = directions.map((direction) => rows.map(([, value]) => value(direction)));
  const widths = columns.map((column) => Math.max(...column.map((text) => text.length)));
  return rows.map(([title], row) =>
    [title.padEnd(first), ...columns.map((column, i) => column[row].padStart(widths[i]))].join('   '),
  );
}
