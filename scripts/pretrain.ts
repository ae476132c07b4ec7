/**
 * Trains one of the networks that come with Janus, from seeds and rendered people alone:
 * `npm run pretrain -- landmarks`.
 */
import { parseArgs } from 'node:util';
import { InputError } from '../src/errors.ts';
import { renderCrowd } from './pretrain/crowd/crowd-faces.ts';
import { pretrainCrowd } from './pretrain/crowd/crowd.ts';
import { pretrainDecoder, pretrainIdentityAdapter } from './pretrain/classroom/decoder.ts';
import { pretrainEncoder } from './pretrain/classroom/encoder.ts';
import { finetuneEncoder } from './pretrain/classroom/encoder-finetune.ts';
import { pretrainDetector } from './pretrain/detector/detector.ts';
import { pretrainLandmarks } from './pretrain/landmarks/landmarks.ts';
import { pretrainMask } from './pretrain/mask.ts';
import { embedCast } from './pretrain/probes/cast-embeddings.ts';
import { pretrainGaze } from './pretrain/probes/gaze.ts';
import { pretrainProbes } from './pretrain/probes/probes.ts';
import { runScript } from './run-script.ts';
import { parseShard } from './shard.ts';

const parts: Readonly<Record<string, () => Promise<void>>> = {
  crowd: pretrainCrowd,
  landmarks: pretrainLandmarks,
  decoder: pretrainDecoder,
  'identity-adapter': pretrainIdentityAdapter,
  encoder: pretrainEncoder,
  'encoder-finetune': finetuneEncoder,
  mask: pretrainMask,
  probes: pretrainProbes,
  detector: pretrainDetector,
  cast: embedCast,
  gaze: pretrainGaze,
};

const HELP = `Say what to train: npm run pretrain -- ${Object.keys(parts).join(' | ')}
The faces of the crowd can be rendered on several machines, each with its --shard k/n, and their files of
.cache/pretrain/crowd-… put together: npm run pretrain -- crowd --shard 2/8`;

await runScript(async () => {
  const { positionals, values } = parseArgs({
    options: { shard: { type: 'string' } },
    allowPositionals: true,
  });
  const [name = ''] = positionals;
  if (!Object.hasOwn(parts, name)) throw new InputError(`There is no part ${JSON.stringify(name)}.`, HELP);
  if (values.shard === undefined) return parts[name]();
  if (name !== 'crowd') throw new InputError(`--shard is for the crowd's faces, not for ${name}.`, HELP);
  await renderCrowd(parseShard(values.shard));
});
