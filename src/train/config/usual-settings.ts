import type { Preset } from '../autoencoder.ts';
import type { Start } from './names.ts';

/** What the flags of `janus train`, and `--latents` of `janus convert`, are where a preset is left to choose. */
export type UsualSettings = Readonly<Record<string, string | number>>;

/** The hyperparameters of a preset, by the names of their flags, for each start that goes with it. */
export function usualSettings(preset: Preset): Readonly<Partial<Record<Start, UsualSettings>>> {
  const { batch, update, colourShift, backgroundWeight, gan } = preset;
  const toggle = (isOn: boolean) => (isOn ? 'on' : 'off');
  return Object.fromEntries(
    Object.entries(preset.starts).map(([start, its]) => [
      start,
      {
        ...{ batch, 'learning-rate': its.learningRate, 'dssim-weight': its.dssimWeight, update },
        'background-weight': backgroundWeight,
        ...{ 'eye-weight': its.eyeWeight, 'mouth-weight': its.mouthWeight },
        ...{ 'edge-weight': gan.edgeWeight, adversary: gan.adversary },
        ...{ 'adversarial-weight': gan.adversarialWeight, stages: gan.stages },
        ...{ alpha: toggle(gan.alpha), attention: toggle(gan.attention) },
        warp: its.augment.warp,
        flip: toggle(its.augment.flip),
        affine: toggle(its.augment.affine),
        'colour-jitter': toggle(its.augment.colourJitter),
        'colour-match': toggle(its.augment.colourMatch),
        'motion-blur': toggle(its.augment.motionBlur),
        'colour-shift': toggle(colourShift),
        latents: its.latents,
      },
    ]),
  );
}

/** The same as a table of text, a column for each start. */
export function formatUsualSettings(settings: ReturnType<typeof usualSettings>): string {
  const starts = Object.entries(settings);
  const names = Object.keys(starts[0][1]);
  const rows = [
    ['--start', ...starts.map(([start]) => start)],
    ...names.map((name) => [`--${name}`, ...starts.map(([, values]) => String(values[name]))]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
