/**
 * Trains one of the networks that come with Janus, from seeds and rendered people alone:
 * `npm run pretrain -- landmarks`.
 */
import { parseArgs } from 'node:util';
import { pretrainCrowd } from './pretrain/crowd.ts';
import { pretrainDecoder, pretrainIdentityAdapter } from './pretrain/decoder.ts';
import { finetuneEncoder, pretrainEncoder } from './pretrain/encoder.ts';
import { pretrainLandmarks } from './pretrain/landmarks.ts';
import { pretrainMask } from './pretrain/mask.ts';
import { pretrainProbes } from './pretrain/probes.ts';
import { parseShard } from './pretrain/shard.ts';

const parts = {
  crowd: pretrainCrowd,
  landmarks: pretrainLandmarks,
  decoder: pretrainDecoder,
  'identity-adapter': pretrainIdentityAdapter,
  encoder: pretrainEncoder,
  'encoder-finetune': finetuneEncoder,
  mask: pretrainMask,
  probes: pretrainProbes,
} as const;

const { positionals, values } = parseArgs({ options: { shard: { type: 'string' } }, allowPositionals: true });
const [name = ''] = positionals;
if (name === 'crowd') {
  await pretrainCrowd(values.shard === undefined ? undefined : parseShard(values.shard));
} else if (name in parts) {
  await parts[name as keyof typeof parts]();
} else {
  console.error(
    `Say what to train: npm run pretrain -- ${Object.keys(parts).join(' | ')}\nThe faces of the crowd can be rendered on several machines, each with its --shard k/n, and their files of\n.cache/pretrain/crowd put together: npm run pretrain -- crowd --shard 2/8`,
  );
  process.exitCode = 2;
}
