import type { Command } from 'commander';
import { chooseBackend } from '../../engine/backend/choose-backend.ts';
import { InputError } from '../../errors.ts';
import { nodeHost } from '../../node/host.ts';
import { buildNetworks } from '../../pipeline/networks/build-networks.ts';
import { loadPretrained, type PretrainedName } from '../../pipeline/networks/pretrained.ts';
import type { Networks } from '../../train/autoencoder.ts';
import { presets } from '../../train/models/index.ts';
import { presetNames, type PresetName } from '../../train/names.ts';
import { formatSummary, summaryOf, type Summary } from '../../train/summary.ts';
import { print, printJson } from '../output.ts';

export function modelsCommand(command: Command): void {
  command
    .description(
      'Lists the presets of janus train, with their parameters and the floating-point operations of one image that goes through all networks, for two people. Given a name, it lists the layers.',
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
  if (json) printJson({ preset: name, ...found });
  else print(`${name}: ${presets[name].help}`, '', formatSummary(found));
}

/** The summary of a preset for two people. Its size does not depend on who they are. */
async function summary(name: PresetName): Promise<Summary> {
  const nobody = new Float32Array(64 * 64 * 3);
  const pretrained: Record<string, Networks[string]> = {};
  for (const each of presets[name].pretrained) {
    pretrained[each] = await loadPretrained(nodeHost(), each as PretrainedName);
  }
  const networks = buildNetworks(name, [nobody, nobody], 1, pretrained);
  const sums = summaryOf(networks);
  for (const network of Object.values(networks)) network.dispose();
  return sums;
}

const totals = ({ parameters, flops }: Summary) => ({ parameters, flops });

const line = (name: PresetName, { parameters, flops }: Summary): string =>
  `${name.padEnd(18)}${(parameters / 1e6).toFixed(2).padStart(6)} million parameters ${(flops / 1e6).toFixed(0).padStart(6)} MFLOP   ${presets[name].help}`;
