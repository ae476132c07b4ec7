import { provenPixels } from '../../src/clips/proven-pixels.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import type { BackendName } from '../../src/engine/backend/backend-name.ts';
import type { GroupMember } from '../../src/engine/parallel/group-member.ts';
import { renderTruth, sampleIdentity, sampleShot } from '../../src/faces/index.ts';
import { nodeBackends } from '../../src/node/backends/node-backends.ts';
import { nodeHost } from '../../src/node/host.ts';
import { buildNetworks } from '../../src/pipeline/networks/build-networks.ts';
import { loadAllPretrained } from '../../src/pipeline/networks/pretrained.ts';
import { resolveConfig } from '../../src/train/config/config.ts';
import { FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import { presets } from '../../src/train/models/index.ts';
import type { PresetName } from '../../src/train/config/names.ts';
import { withStart } from '../../src/train/config/start.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { torchTask, type TorchTask } from './preset-networks.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';

const PEOPLE = 2;
const FACES = 100;
const SIDE = 64;

/** A preset's trainer on two drawn people, as `janus train` makes it, with the preset's own settings. */
export async function presetTrainer(
  preset: PresetName,
  backend: BackendName,
  member: GroupMember,
): Promise<{ readonly trainer: Trainer; readonly task: TorchTask }> {
  await chooseBackend(nodeBackends(), backend);
  const datasets = Array.from({ length: PEOPLE }, (_, person) => facesOf(person));
  const chosen = withStart({ ...defaultsOf(settings.train), preset });
  const config = resolveConfig(presets[preset], chosen);
  const { pretrained: names } = presets[preset].starts[chosen.start]!;
  const pretrained = await loadAllPretrained(nodeHost(), names);
  const model = presets[preset].connect(buildNetworks(preset, datasets, config, pretrained));
  const trainer = await Trainer.create({ model, config, datasets, member });
  return { trainer, task: torchTask(model, presets[preset].side, PEOPLE, config) };
}

function facesOf(person: number): FaceDataset {
  const area = SIDE * SIDE;
  const pixels = new Uint8Array(FACES * area * 3);
  const masks = new Uint8Array(FACES * area);
  const identity = sampleIdentity(person);
  for (let i = 0; i < FACES; i++) {
    const frame = renderTruth({ ...sampleShot(i), identity }, SIDE);
    pixels.set(frame.pixels, 3 * i * area);
    masks.set(frame.faceMask, i * area);
  }
  return new FaceDataset(provenPixels(pixels, SIDE, SIDE, FACES), masks);
}
