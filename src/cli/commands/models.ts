import type { Command } from 'commander';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import { provenPixels } from '../../clips/proven-pixels.ts';
import { InputError } from '../../errors.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { nodeHost } from '../../node/host.ts';
import { buildNetworks, disposeNetworks } from '../../pipeline/networks/build-networks.ts';
import { loadAllPretrained } from '../../pipeline/networks/pretrained.ts';
import { FaceDataset } from '../../train/dataset/face-dataset.ts';
import { presets } from '../../train/models/index.ts';
import { presetNames, type PresetName } from '../../train/config/names.ts';
import { startsOf } from '../../train/config/start.ts';
import { formatSummary, summaryOf, type Summary } from '../../train/models/summary.ts';
import { formatUsualSettings, usualSettings } from '../../train/config/usual-settings.ts';
import { print, printJson } from '../output.ts';

export function modelsCommand(command: Command): void {
  command
    .description(
      'Lists the presets of janus train, for two people, with their parameters and the floating-point ' +
        'operations of one image that goes through encoder and both decoders (a multiplication and an ' +
        'addition are two). Given a name, it lists the layers, and with what the preset is trained.',
    )
    .argument('[preset]', 'the preset whose layers to list')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus models
  janus models original`,
    )
    .action(models);
}

async function models(preset: string | undefined, { json }: { json?: true }): Promise<void> {
  await chooseBackend(await nodeHost().backends(), 'wasm');
  if (preset === undefined) {
    const summaries: [PresetName, Summary][] = [];
    for (const name of presetNames) summaries.push([name, await summary(name)]);
    if (json) printJson(Object.fromEntries(summaries.map(([name, sums]) => [name, totals(sums)])));
    else print(...summaries.map(([name, sums]) => line(name, sums)));
    return;
  }
  const name = presetNames.find((known) => known === preset);
  if (name === undefined) {
    throw new InputError(
      `The preset is ${JSON.stringify(preset)}: expected one of ${presetNames.join(', ')}.`,
      'janus models lists them.',
    );
  }
  const found = await summary(name);
  const settings = usualSettings(presets[name]);
  if (json) printJson({ preset: name, ...found, settings });
  else {
    print(
      ...[`${name}: ${presets[name].help}`, '', formatSummary(found), ''],
      ...['Trained and swapped with, unless flags say otherwise:', formatUsualSettings(settings)],
    );
  }
}

/** The summary of a preset for two people. Its size does not depend on who they are. */
async function summary(name: PresetName): Promise<Summary> {
  const black = provenPixels(new Uint8Array(3 * CROP_SIDE ** 2), CROP_SIDE, CROP_SIDE);
  const nobody = new FaceDataset(black, new Uint8Array(CROP_SIDE ** 2));
  const [start] = startsOf(name);
  const pretrained = await loadAllPretrained(nodeHost(), presets[name].starts[start]!.pretrained);
  const { adversary, alpha, attention } = presets[name].gan;
  const networks = buildNetworks(
    name,
    [nobody, nobody],
    {
      ...{ seed: 1, start, colourShift: false, augment: { flip: false } },
      ...{ adversary, alpha, attention },
    },
    pretrained,
  );
  const sums = summaryOf(networks);
  disposeNetworks(networks);
  return sums;
}

const totals = ({ parameters, flops }: Summary) => ({ parameters, flops });

const NAME_WIDTH = Math.max(...presetNames.map(({ length }) => length));

function line(name: PresetName, { parameters, flops }: Summary): string {
  const millions = (parameters / 1e6).toFixed(2).padStart(6);
  const megaflops = (flops / 1e6).toFixed(0).padStart(6);
  return `${name.padEnd(NAME_WIDTH)}${millions} million parameters ${megaflops} MFLOP   ${presets[name].help}`;
}
