import type { StepConfig } from '../../src/train/config/config.ts';
import type { Update } from '../../src/train/config/names.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { tinyConfig, tinyNetworks, tinyPeople, tinyPreset } from './tiny.ts';

export const people = tinyPeople();

/** A trainer of tiny networks on these people. */
export function create(
  update: Update = 'joint',
  networks = tinyNetworks(),
  change: Partial<StepConfig> = {},
): Promise<Trainer> {
  const config = { ...tinyConfig, update, ...change };
  return Trainer.create({ model: tinyPreset.connect(networks), config, datasets: people });
}
