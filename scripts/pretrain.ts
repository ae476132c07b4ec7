/**
 * Trains one of the networks that come with Janus, from seeds and rendered people alone:
 * `npm run pretrain -- landmarks`.
 */
import { pretrainDecoder, pretrainIdentityAdapter } from './pretrain/decoder.ts';
import { finetuneEncoder, pretrainEncoder } from './pretrain/encoder.ts';
import { pretrainLandmarks } from './pretrain/landmarks.ts';
import { pretrainMask } from './pretrain/mask.ts';
import { pretrainProbes } from './pretrain/probes.ts';

const parts = {
  landmarks: pretrainLandmarks,
  decoder: pretrainDecoder,
  'identity-adapter': pretrainIdentityAdapter,
  encoder: pretrainEncoder,
  'encoder-finetune': finetuneEncoder,
  mask: pretrainMask,
  probes: pretrainProbes,
} as const;

const [name = ''] = process.argv.slice(2);
if (name in parts) {
  await parts[name as keyof typeof parts]();
} else {
  console.error(`Say what to train: npm run pretrain -- ${Object.keys(parts).join(' | ')}`);
  process.exitCode = 2;
}
