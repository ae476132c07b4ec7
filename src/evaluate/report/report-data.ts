import type { FrameReport } from '../frame-evaluation.ts';
import type { PoseCorrelation } from '../pose-correlation.ts';
import type { SwapScores } from '../swap-evaluation.ts';
import type { LineChart } from './line-chart.ts';

/** A picture as a data URI, `data:image/…;base64,…`: a report is one file. */
export type DataUri = string;

/** All that a report shows. */
export interface ReportData {
  readonly people: readonly [ReportPerson, ReportPerson];
  /** One or both. */
  readonly directions: readonly DirectionReport[];
  /** The clip before and after, as an animated picture. */
  readonly film?: Film;
  readonly charts: readonly LineChart[];
  /** What the decoders painted as they learnt. */
  readonly history?: History;
  readonly settings: readonly ReportSetting[];
  /** Versions, seals, dates: whatever it takes to do the same again. */
  readonly provenance: readonly { readonly name: string; readonly value: string }[];
}

export interface ReportPerson {
  readonly name: string;
  readonly portrait: DataUri;
}

export interface Film {
  readonly animation: DataUri;
  /** What to show to who has asked for reduced motion. */
  readonly still: DataUri;
  /** What is seen where. */
  readonly caption: string;
}

export interface History {
  /** What is seen where. */
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
  readonly frames?: FrameReport;
  /** What the probes say, if they were asked. */
  readonly probes?: ProbeReport;
  readonly worst: readonly WorstFrame[];
}

/** What the probes say of the swap, and of the answer key, which is the most that they could. */
export interface ProbeReport {
  readonly swap: ProbeScores;
  readonly key: ProbeScores;
}
export interface ProbeScores {
  readonly performance: PoseCorrelation;
  /** Part of the frames in which, of all the cast, the face is nearest to B, 0 to 1. */
  readonly identityAccuracy: number | null;
}

/** A frame that went badly. */
export interface WorstFrame {
  readonly frame: number;
  /** Its swap error, 0 to 255. */
  readonly error: number;
  readonly input: DataUri;
  readonly swap: DataUri;
  readonly key: DataUri;
  /** How far swap and key are apart, pixel by pixel. */
  readonly difference: DataUri;
}
