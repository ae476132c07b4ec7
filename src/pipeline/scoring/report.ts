import { provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { formatReport } from '../../evaluate/report.ts';
import type {
  DataUri,
  DirectionReport,
  Film,
  History,
  LatentClouds,
  ReportData,
  ReportPerson,
  WorstFrame,
} from '../../evaluate/report/report-data.ts';
import type { TrainingCurves } from '../../evaluate/report/training-charts.ts';
import { principalPlane } from '../../evaluate/latent-plane.ts';
import { worstFrames } from '../../evaluate/worst-frames.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { samePerson } from '../../faces/shot/identity.ts';
import type { Settings, Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { faceAt } from '../../train/dataset/face-dataset.ts';
import { collectLatents } from '../../train/latents/collect-latents.ts';
import { termNames } from '../../train/config/names.ts';
import { errorPicture } from '../../train/preview.ts';
import { VERSION } from '../../version.ts';
import type { Pair } from '../swap-pair.ts';
import type { Host } from '../host.ts';
import { loadCast } from '../people.ts';
import type { RunPerson } from '../run/config.ts';
import type { TrainedRun } from '../run/load.ts';
import { readMetrics, type Metrics } from '../run/metrics.ts';
import { previewsOf, readPreview } from '../run/previews.ts';
import type { Direction } from '../score.ts';

/** Previews of the training that are shown, and worst frames of each direction. */
const PREVIEWS = 4;
const WORST = 3;
/** Frames between two of the worst. */
const APART = 15;

/** A video of the swap: as an animated WebP, and one frame of it as a PNG. */
export interface ReportFilm {
  readonly animation: Uint8Array;
  readonly still: Uint8Array;
}

export interface ReportOptions {
  readonly converting: Values<typeof settings.convert>;
  readonly film?: ReportFilm;
  /** What else to say of where it comes from: versions of the host. */
  readonly provenance?: ReportData['provenance'];
}

/**
 * The report of a run, as one HTML page that opens offline.
 * @param directions both, between the same two people.
 * @throws InputError if a preview is not the one that the run has written.
 */
export async function reportOf(
  host: Host,
  run: TrainedRun,
  directions: Pair<Direction>,
  { converting, film, provenance = [] }: ReportOptions,
): Promise<string> {
  const { config, steps } = run;
  // Numbers of people in the run, in the report's order.
  const numbers = directions.map(({ driving }) => driving.person);
  const nameOf = (number: number) => config.people[number].name;
  const [a, b] = numbers.map(nameOf);
  const png = async (picture: ProvenPixels) => uri('png', await host.encodePng(picture));
  const person = async (number: number): Promise<ReportPerson> => ({
    name: nameOf(number),
    portrait: await png(run.meanFaces[number]),
  });
  const metrics = await readMetrics(run.store);
  const note = await noteOnTuning(
    host,
    numbers.map((number) => config.people[number]),
  );
  return formatReport({
    people: [await person(numbers[0]), await person(numbers[1])],
    ...(note !== undefined && { note }),
    directions: await Promise.all(
      directions.map((direction, i) => directionReport(direction, i as 0 | 1, png)),
    ),
    ...(film && { film: filmOf(film, a, b) }),
    training: curvesOf(metrics, directions, nameOf),
    ...(await cloudsOf(run, directions[0], directions[1])),
    history: await historyOf(run, metrics),
    settings: [...listed(settings.train, config.settings), ...listed(settings.convert, converting)],
    provenance: [
      { name: 'Steps', value: String(steps) },
      {
        name: 'Janus',
        value: config.janus === VERSION ? VERSION : `${config.janus}, reported by ${VERSION}`,
      },
      ...provenance,
      ...config.people.map(({ name, seal }) => ({ name: `Seal of ${name}'s training clip`, value: seal })),
    ],
  });
}

/** Says so if somebody is of the cast: settings were tuned on them, so their scores flatter. */
async function noteOnTuning(
  host: Host,
  people: readonly Pick<RunPerson, 'name' | 'identity'>[],
): Promise<string | undefined> {
  const cast = await loadCast(host);
  const tuned = people.filter(({ identity }) => cast.some((member) => samePerson(member.identity, identity)));
  if (tuned.length === 0) return undefined;
  const who = tuned.map(({ name }) => name).join(' and ');
  return `A tuned pair: ${who} ${tuned.length === 1 ? 'is' : 'are'} of the cast, on which Janus's settings were tuned. For scores without that help, swap two people drawn by seed, such as seed:11 and seed:12.`;
}

const filmOf = ({ animation, still }: ReportFilm, a: string, b: string): Film => ({
  animation: uri('webp', animation),
  still: uri('png', still),
  caption: `From left to right: as filmed, swapped, and the answer key. Above ${a} becomes ${b}, below ${b} becomes ${a}.`,
});

/** Bytes as a data URI, a part at a time: a function takes a limited number of arguments. */
function uri(type: 'png' | 'webp', bytes: Uint8Array): DataUri {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return `data:image/${type};base64,${btoa(text)}`;
}

const listed = (table: Settings, values: Readonly<Record<string, string | number | boolean>>) =>
  Object.entries(table).map(([name, { help }]) => ({ name, value: values[name], help }));

async function directionReport(
  { driving, predicted, keys, cropScores: crops, frameScores: frames, probes }: Direction,
  from: 0 | 1,
  png: (picture: ProvenPixels) => Promise<DataUri>,
): Promise<DirectionReport> {
  const worst = worstFrames(crops.frameErrors, WORST, APART).map(async (frame): Promise<WorstFrame> => {
    const { pixels: key, mask } = faceAt(keys.faces, frame);
    const crop = (pixels: Uint8Array) => png(provenPixels(pixels, CROP_SIDE, CROP_SIDE));
    return {
      frame,
      error: crops.frameErrors[frame]!,
      input: await crop(faceAt(driving.faces, frame).pixels),
      swap: await crop(predicted.copy(frame)),
      key: await crop(key),
      difference: await crop(errorPicture(predicted.copy(frame), key, mask)),
    };
  });
  return { from, to: from === 0 ? 1 : 0, crops, frames, probes, worst: await Promise.all(worst) };
}

/** The loss of each decoder, and the validation skill of each direction. */
function curvesOf(
  metrics: readonly Metrics[],
  directions: Pair<Direction>,
  nameOf: (person: number) => string,
): TrainingCurves {
  const points = (value: (line: Metrics) => number | undefined) =>
    metrics.flatMap((line) => {
      const found = value(line);
      return found === undefined ? [] : [[line.step, found] as const];
    });
  return {
    losses: directions.map(({ target }) => ({
      name: `decoder ${nameOf(target)}`,
      points: points(({ losses }) => losses?.[nameOf(target)]),
    })),
    skill: directions.map(({ driving, target }) => {
      const [from, to] = [nameOf(driving.person), nameOf(target)];
      return { name: `${from} → ${to}`, points: points(({ skill }) => skill?.[`${from}→${to}`]) };
    }),
    discriminatorAccuracy: directions
      .map(({ target }) => ({
        name: `discriminator ${nameOf(target)}`,
        points: points(({ discriminatorAccuracy }) => discriminatorAccuracy?.[nameOf(target)]),
      }))
      .filter(({ points: { length } }) => length > 0),
    terms: termNames
      .map((name) => ({
        name,
        lines: directions
          .map(({ target }) => ({
            name: nameOf(target),
            points: points(({ terms }) => terms?.[nameOf(target)]?.[name]),
          }))
          .filter(({ points: { length } }) => length > 0),
      }))
      .filter(({ lines: { length } }) => length > 0),
  };
}

/** The yaw in degrees that has the fullest colour. */
const FULL_YAW = 40;

/** The latents of both driving clips, for one direction; nothing if they are no single rows of numbers. */
async function cloudsOf(
  run: TrainedRun,
  { driving, target }: Direction,
  { driving: other }: Direction,
): Promise<{ readonly latents?: LatentClouds }> {
  const own = await collectLatents(run.model, driving.faces, driving.person);
  const theirs = await collectLatents(run.model, other.faces, other.person);
  if (own === undefined || theirs === undefined || own.size < 2) return {};
  const { size } = own;
  const plane = principalPlane(Float32Array.from([...own.latents, ...theirs.latents]), size);
  const { aligner } = run;
  const aligned = (await aligner?.alignAll(own.latents, driving.person, target)) ?? own.latents;
  const yawOf = ({ extracted }: Direction['driving']) =>
    extracted.clip.plan.frames.map(({ performance: { yaw } }) => Math.max(-1, Math.min(1, yaw / FULL_YAW)));
  return {
    latents: {
      alignment: aligner?.alignment ?? 'none',
      source: plane(own.latents),
      aligned: plane(aligned),
      target: plane(theirs.latents),
      yaw: [yawOf(driving), yawOf(other)],
    },
  };
}

/** Previews of the training from its start to its end. */
async function historyOf({ store }: TrainedRun, metrics: readonly Metrics[]): Promise<History> {
  const all = await previewsOf(store);
  const count = Math.min(PREVIEWS, all.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => all[Math.round((i * (all.length - 1)) / Math.max(1, count - 1))],
  );
  return {
    caption:
      'Faces of the validation set. For each direction, from top to bottom: as filmed, reconstructed, swapped, the answer key, and the error of the swap, three times as bright.',
    previews: await Promise.all(
      chosen.map(async (preview) => ({
        step: preview.step,
        picture: uri('png', await readPreview(store, preview, metrics)),
      })),
    ),
  };
}
