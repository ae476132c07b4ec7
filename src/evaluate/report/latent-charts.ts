import type { LatentClouds, ReportPerson } from './report-data.ts';
import type { ScatterChart } from './scatter-chart.ts';

/** Words for an alignment. */
const ALIGNED = {
  halfway: "moved half the way to where mean and standard deviation are the other person's",
  standardise: "moved so that mean and standard deviation are the other person's",
  transport: "moved so that mean and covariance are the other person's",
  landmarks: "moved so that mean and covariance are the other person's, and the landmarks stay the same",
} as const;

/** The latents of two people, as the encoder gives them and as a decoder gets them, by person and by yaw. */
export function latentCharts(
  { alignment, source, aligned, target, yaw }: LatentClouds,
  [a, b]: readonly [ReportPerson, ReportPerson],
): ScatterChart[] {
  const groups = (moved: boolean) => [
    { name: moved ? `${a.name}, moved` : a.name, points: moved ? aligned : source, shades: yaw[0] },
    { name: b.name, points: target, shades: yaw[1] },
  ];
  const before = 'as the encoder gives them';
  const charts = (title: string, about: string, moved: boolean): ScatterChart[] => [
    { title, about: `${about}; coloured by person`, groups: groups(moved), shaded: false },
    { title, about: `${about}; coloured by where the head is turned`, groups: groups(moved), shaded: true },
  ];
  return [
    ...charts('Latents', before, false),
    ...(alignment === 'none'
      ? []
      : charts(`What the decoder of ${b.name} gets`, `${a.name}'s latents ${ALIGNED[alignment]}`, true)),
  ];
}
