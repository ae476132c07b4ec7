import type { LatentAlignment } from '../../train/config/names.ts';
import type { FrameScores } from '../frame-evaluation.ts';
import type { Point } from '../latent-plane.ts';
import type { ProbeReport } from '../probes/probe-report.ts';
import type { SwapScores } from '../swap-evaluation.ts';
import type { TrainingCurves } from './training-charts.ts';

/** A picture as a data URI, `data:image/…;base64,…`: a report is one file. */
export type DataUri = string;

/** All that a report shows. */
export interface ReportData {
  readonly people: readonly [ReportPerson, ReportPerson];
  /** What a reader must know of these people to judge the scores. */
  readonly note?: string;
  /** One or both. */
  readonly directions: readonly DirectionReport[];
  /** The clip before and after, as an animated picture. */
  readonly film?: Film;
  readonly training?: TrainingCurves;
  /** The latents of both people, if they are single rows of numbers. */
  readonly latents?: LatentClouds;
  /** The decoders' outputs during training. */
  readonly history?: History;
  readonly settings: readonly ReportSetting[];
  /** Versions and seals, with which the run can be reproduced. */
  readonly provenance: readonly { readonly name: string; readonly value: string }[];
}

export interface ReportPerson {
  readonly name: string;
  readonly portrait: DataUri;
}

/** The latents of two driving clips, in the plane in which they are spread most. */
export interface LatentClouds {
  /** How a swap aligns them. */
  readonly alignment: LatentAlignment;
  /** Of the first direction's source, as they are, and as its target's decoder gets them. */
  readonly source: readonly Point[];
  readonly aligned: readonly Point[];
  /** Of its target. */
  readonly target: readonly Point[];
  /** How far each head is turned, −1 to the left to 1 to the right: of the source, of the target. */
  readonly yaw: readonly [readonly number[], readonly number[]];
}

export interface Film {
  readonly animation: DataUri;
  /** Shown instead to a reader who has asked for reduced motion. */
  readonly still: DataUri;
  /** What the parts of the picture show. */
  readonly caption: string;
}

export interface History {
  /** What the parts of the picture show. */
  readonly caption: string;
  readonly previews: readonly { readonly step: number; readonly picture: DataUri }[];
}

export interface ReportSetting {
  readonly name: string;
  readonly value: string | number | boolean;
  readonly help: string;
}

/** One direction of the swap, A→B: numbers of `people`. */
export interface DirectionReport {
  readonly from: 0 | 1;
  readonly to: 0 | 1;
  /** Of the crops. */
  readonly crops: SwapScores;
  /** Of the whole frames, if they were converted. */
  readonly frames?: FrameScores;
  readonly probes?: ProbeReport;
  readonly worst: readonly WorstFrame[];
}

/** A frame with a large error. */
export interface WorstFrame {
  readonly frame: number;
  /** Its swap error, 0 to 255. */
  readonly error: number;
  readonly input: DataUri;
  readonly swap: DataUri;
  readonly key: DataUri;
  /** The absolute difference of swap and key, pixel by pixel. */
  readonly difference: DataUri;
}
