import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SelfAttention } from '../../../src/nets/self-attention.ts';
import { setKnownWeights } from '../../../src/nets/known-weights.ts';
import { variablesOf } from '../../../src/nets/variables.ts';
import { buildNetworks } from '../../../src/pipeline/networks/build-networks.ts';
import { Adversary } from '../../../src/train/adversary/adversary.ts';
import { trainable, type Networks, type Preset } from '../../../src/train/autoencoder.ts';
import { resolveConfig } from '../../../src/train/config/config.ts';
import type { PresetName } from '../../../src/train/config/names.ts';
import { gan, ganLite } from '../../../src/train/models/gan.ts';
import { objectiveOf } from '../../../src/train/objective.ts';
import { backward } from '../../../src/train/training-step.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import { useWasm } from '../../engine/backends.ts';
import { faces } from './build-options.ts';
import { facesOf } from './one-step.ts';

const configOf = (preset: Preset, name: PresetName) =>
  resolveConfig(preset, { ...defaultsOf(settings.train), preset: name, start: 'nothing', minutes: 1 });
const build = (preset: Preset, name: PresetName, people: number): Networks =>
  buildNetworks(name, faces.slice(0, people), configOf(preset, name), {});

let full: Networks;
let lite: Networks;
beforeAll(async () => {
  await useWasm();
  full = build(gan, 'gan', 1); // the other person's decoder has the same layers
  lite = build(ganLite, 'gan-lite', 2);
});
afterAll(() => {
  tf.disposeVariables();
});

const parameters = (networks: Networks, name: string) => networks[name].countParams();

test('gan has the parameters of faceswap-GAN v2.2', () => {
  expect(parameters(full, 'encoder')).toBe(59_130_506);
  expect(parameters(full, 'decoder-0')).toBe(6_300_924);
  expect(parameters(full, 'discriminator-0')).toBe(747_845);
  const { shared, perPerson } = gan.size;
  expect(shared + 2 * perPerson).toBe(73_228_044);
  expect(shared).toBe(59_130_506);
});

test('gan-lite has those of its lite networks', () => {
  expect(parameters(lite, 'encoder')).toBe(10_119_690);
  for (const person of [0, 1]) {
    expect(parameters(lite, `decoder-${person}`)).toBe(420_948);
    expect(parameters(lite, `discriminator-${person}`)).toBe(768_517);
  }
  const all = Object.values(lite).reduce((sum, network) => sum + network.countParams(), 0);
  expect(all).toBe(12_498_620);
  expect(ganLite.size.shared + 2 * ganLite.size.perPerson).toBe(all);
});

/** Layers with weights, normalisations and attention, with their outputs' shapes. */
const layersOf = (network: tf.LayersModel) =>
  network.layers
    .filter((layer) => /Conv2D|Dense|Norm|Attention/.test(layer.getClassName()))
    .map((layer) => `${layer.getClassName()} ${(layer.outputShape as number[]).slice(1).join('×')}`);

test('gan has the layers of faceswap-GAN v2.2, each normalised after its activation', () => {
  expect(layersOf(full['encoder'])).toEqual([
    'Conv2D 64×64×64',
    'Conv2D 32×32×128',
    'Conv2D 16×16×256',
    'LayerWideNorm 16×16×256',
    'SelfAttention 16×16×256',
    'Conv2D 8×8×512',
    'LayerWideNorm 8×8×512',
    'SelfAttention 8×8×512',
    'Conv2D 4×4×1024',
    'LayerWideNorm 4×4×1024',
    'Dense 1024',
    'Dense 16384',
    'Conv2D 4×4×2048',
    'LayerWideNorm 4×4×2048',
  ]);
  expect(layersOf(full['decoder-0'])).toEqual([
    'Conv2D 8×8×1024',
    'LayerWideNorm 8×8×1024',
    'Conv2D 16×16×512',
    'LayerWideNorm 16×16×512',
    'SelfAttention 32×32×128',
    'Conv2D 32×32×256',
    'LayerWideNorm 32×32×256',
    'Conv2D 64×64×64',
    'Conv2D 64×64×64',
    'SelfAttention 64×64×64',
    'Conv2D 64×64×4',
  ]);
  expect(layersOf(full['discriminator-0'])).toEqual([
    'Conv2D 32×32×64',
    'Conv2D 16×16×128',
    'LayerWideNorm 16×16×128',
    'Conv2D 8×8×256',
    'LayerWideNorm 8×8×256',
    'SelfAttention 8×8×256',
    'Conv2D 8×8×1',
  ]);
});

describe.each([
  { name: 'gan', preset: gan, networks: () => full, latent: [1, 8, 8, 512] },
  { name: 'gan-lite', preset: ganLite, networks: () => lite, latent: [1, 8, 8, 256] },
])('$name', ({ preset, networks, latent }) => {
  test('decodes colours and α from 0 to 1, and scores patches', () => {
    const model = preset.connect(networks());
    const [batch] = facesOf([0], 1);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const code = model.encode(batch.inputs, 0);
      expect(code.shape).toEqual(latent);
      const { colours, alpha } = model.paint(code, 0);
      expect(colours.shape).toEqual([1, 64, 64, 3]);
      expect(alpha!.shape).toEqual([1, 64, 64, 1]);
      for (const picture of [colours, alpha!]) {
        const values = picture.dataSync();
        expect(values.every((value) => value > 0 && value < 1)).toBe(true);
        expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.01);
      }
      const pair = tf.concat([colours, batch.inputs], 3);
      expect((networks()['discriminator-0'].apply(pair) as tf.Tensor).shape).toEqual([1, 8, 8, 1]);
    });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([batch.inputs, batch.weights]);
  });

  test('self-attention begins at 0', () => {
    for (const { layers } of Object.values(networks())) {
      for (const layer of layers.filter((layer) => layer instanceof SelfAttention)) {
        expect(layer.getWeights().at(-1)!.dataSync()).toEqual(Float32Array.of(0));
      }
    }
  });
});

/** The outputs of encoder and decoder, of one face. */
function outputsOf(preset: Preset, networks: Networks): Float32Array[] {
  const [batch] = facesOf([0], 1);
  const outputs = tf.tidy(() => {
    const model = preset.connect(networks);
    const code = model.encode(batch.inputs, 0);
    const { colours, alpha } = model.paint(code, 0);
    return [code, colours, alpha!].map((output) => output.dataSync<'float32'>());
  });
  tf.dispose([batch.inputs, batch.weights]);
  return outputs;
}

test('without attention, the networks give the same at first', () => {
  const without = ganLite.build({
    ...{ people: 1, seed: 9, faces: [], start: 'nothing', flip: false, pretrained: {} },
    attention: false,
  });
  for (const [name, network] of Object.entries(without)) {
    expect(network.layers.some((layer) => layer instanceof SelfAttention)).toBe(false);
    const weights = lite[name].layers.flatMap((layer) =>
      layer instanceof SelfAttention ? [] : layer.getWeights(),
    );
    network.setWeights(weights);
  }
  expect(outputsOf(ganLite, without)).toEqual(outputsOf(ganLite, lite));
  // And the other way round: a network that has none is given some.
  const given = ganLite.build({
    people: 1,
    seed: 10,
    faces: [],
    start: 'nothing',
    flip: false,
    pretrained: {},
  });
  for (const [name, network] of Object.entries(given)) setKnownWeights(network, without[name].getWeights());
  expect(outputsOf(ganLite, given)).toEqual(outputsOf(ganLite, lite));
  for (const network of [...Object.values(without), ...Object.values(given)]) network.dispose();
});

test('without α, decoders paint colours alone', () => {
  const { 'decoder-0': decoder } = ganLite.build({
    ...{ people: 1, seed: 9, faces: [], start: 'nothing', flip: false, pretrained: {} },
    alpha: false,
  });
  expect(decoder.outputShape).toEqual([null, 64, 64, 3]);
});

test('a step of gan-lite has gradients for every weight but those behind a γ of 0, and leaves no tensor', () => {
  const config = configOf(ganLite, 'gan-lite');
  const model = ganLite.connect(lite);
  const adversary = new Adversary('mixup', lite);
  const batches = facesOf([0], 1).map((batch) => ({ ...batch, share: 0.3 }));
  const before = tf.memory().numTensors;
  const { losses, gradients } = backward(
    {
      ...{ model, adversary, variables: trainable(model), optimize: () => undefined },
      objective: objectiveOf({ config, adversary, alphaRule: { kind: 'at-least', value: 0.9 } }),
    },
    batches,
  );
  expect(Object.keys(losses[0].terms)).toEqual([
    'reconstruction',
    'edges',
    'adversarial',
    'alpha',
    'discriminator',
  ]);
  const idle = (name: string) => /attention.*(query|key|value)/.test(name);
  for (const name of ['encoder', 'decoder-0', 'discriminator-0']) {
    for (const variable of variablesOf(lite[name])) {
      const values = gradients[variable.name].dataSync();
      expect(values.every(Number.isFinite), variable.name).toBe(true);
      expect(
        values.some((value) => value !== 0),
        variable.name,
      ).toBe(!idle(variable.name));
    }
  }
  for (const name of ['decoder-1', 'discriminator-1']) {
    expect(variablesOf(lite[name]).some((variable) => variable.name in gradients)).toBe(false);
  }
  tf.dispose([gradients, losses.map(({ terms }) => terms)]);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(batches.map(({ inputs, weights }) => [inputs, weights]));
});

test('no two networks begin alike, and all follow from the seed', () => {
  const kernelOf = (network: tf.LayersModel) => network.getWeights()[0].dataSync().slice(0, 20).join();
  const kernels = (networks: Networks) => Object.values(networks).map(kernelOf);
  const again = build(ganLite, 'gan-lite', 2);
  expect(kernels(again)).toEqual(kernels(lite));
  expect(new Set(kernels(lite)).size).toBe(5);
  for (const network of Object.values(again)) network.dispose();
});
