import type * as tf from '@tensorflow/tfjs';
import type { StepConfig } from '../../src/train/config/config.ts';
import type { Autoencoder } from '../../src/train/autoencoder.ts';

/** A layer by its kind and sizes: what torch_step.py builds its networks from. */
type LayerDescription = Readonly<Record<string, string | number | readonly number[]>>;

/** What a step of PyTorch has to do: the same as a step of the preset. */
export interface TorchTask {
  readonly people: number;
  /** Pixels a side of the faces. */
  readonly side: number;
  /** Whether the weights are updated once for each person in turn. */
  readonly alternating: boolean;
  readonly encoder: readonly LayerDescription[];
  readonly decoder: readonly LayerDescription[];
  /** Whether the encoder is not trained. */
  readonly frozen: boolean;
  /** What is done with the person's mean face before the encoder. */
  readonly meanFaces: 'subtract' | 'concat' | 'none';
  readonly batch: number;
  readonly augment: StepConfig['augment'];
  readonly backgroundWeight: number;
  readonly eyeWeight: number;
  readonly mouthWeight: number;
  readonly dssimWeight: number;
}

/** Describes the step of an autoencoder with one encoder and a decoder for each person. */
export function torchTask(
  { networks, frozen }: Autoencoder,
  side: number,
  people: number,
  config: StepConfig,
): TorchTask {
  const meanFace = networks['mean-face-0'] as tf.LayersModel | undefined;
  const { batch, augment, backgroundWeight, eyeWeight, mouthWeight, dssimWeight } = config;
  return {
    people,
    side,
    alternating: config.update === 'alternating',
    encoder: layersOf(networks['encoder']),
    decoder: layersOf(networks['decoder-0']),
    frozen: frozen.includes('encoder'),
    meanFaces:
      meanFace === undefined
        ? 'none'
        : meanFace.layers.at(-1)!.getClassName() === 'SubtractMeanFace'
          ? 'subtract'
          : 'concat',
    ...{ batch, augment, backgroundWeight, eyeWeight, mouthWeight, dssimWeight },
  };
}

const layersOf = (network: tf.LayersModel): LayerDescription[] => network.layers.slice(1).map(describe);

/** @throws Error for a layer that torch_step.py does not know. */
function describe(layer: tf.layers.Layer): LayerDescription {
  const { kernelSize, strides, alpha, activation } = layer.getConfig();
  const channels = (shape: tf.Shape | tf.Shape[]): number => (shape as number[]).at(-1)!;
  const sizes = (): LayerDescription => ({
    inputs: channels((layer.input as tf.SymbolicTensor).shape),
    outputs: channels(layer.outputShape),
  });
  switch (layer.getClassName()) {
    case 'Conv2D':
      return {
        kind: 'convolution',
        ...sizes(),
        kernel: (kernelSize as number[])[0],
        stride: (strides as number[])[0],
      };
    case 'Dense':
      return { kind: 'dense', ...sizes() };
    case 'LeakyReLU':
      return { kind: 'leakyRelu', slope: alpha as number };
    case 'Activation':
      if (activation === 'sigmoid') return { kind: 'sigmoid' };
      break;
    case 'PixelShuffle':
      return { kind: 'pixelShuffle' };
    case 'Flatten':
      return { kind: 'flatten' };
    case 'Reshape':
      return { kind: 'reshape', shape: (layer.outputShape as number[]).slice(1) };
  }
  throw new Error(`torch_step.py has no ${layer.getClassName()}.`);
}
