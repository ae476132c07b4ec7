import type { Networks } from '../../src/train/autoencoder.ts';

export const disposeNetworks = (networks: Networks): void => {
  for (const model of Object.values(networks)) model.dispose();
};
