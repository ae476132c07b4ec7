import { MAX_FPS, MAX_FRAMES } from './clips/manifest.ts';
import { clipKinds, usualClip } from './clips/clip-kind.ts';
import { occluderChoices } from './clips/motion/occluder.ts';
import { blendMethods, colourMethods, maskSources, smoothingMethods, videoFormats } from './convert/names.ts';
import { backendOptions } from './engine/backend/backend-name.ts';
import { landmarkSources } from './extract/alignments.ts';
import { MAX_SIZE, MIN_SIZE } from './faces/render.ts';
import { choice, decimal, flag, whole, type Settings } from './setting.ts';
import {
  adversaryChoices,
  latentChoices,
  lossNames,
  presetChoices,
  stageChoices,
  startChoices,
  starts,
  toggles,
  updateChoices,
  warpChoices,
} from './train/config/names.ts';
import { presetsOfStart, USUAL_START, usualMinutes } from './train/config/start.ts';

/** The default of a setting that depends on the kind of a clip. */
const byKind = (what: 'frames' | 'size' | 'fps'): string =>
  `${usualClip.training[what]}; driving clip: ${usualClip.driving[what]}`;

const THE_PRESETS = "the preset's";

/** How long a training takes unless it is said. */
const usually = `${usualMinutes.labels}; ${usualMinutes.nothing} from nothing`;

/** Every setting, by the step it belongs to. Command line and programs both read this table. */
export const settings = {
  cast: {
    size: whole(128, MIN_SIZE, MAX_SIZE, 'pixels a side of each picture'),
    columns: whole(4, 1, 40, 'pictures in a row'),
  },
  film: {
    kind: choice(
      'training',
      clipKinds,
      'training: frames to train on; driving: frames to swap and score; the two kinds share no shot',
    ),
    frames: whole(0, 0, MAX_FRAMES, 'how many frames', byKind('frames')),
    takes: whole(
      0,
      0,
      MAX_FRAMES,
      'number of takes, parts of the clip with their own light and background',
      'one a frame, six a second at the most; driving clip: 1',
    ),
    seed: whole(1, 0, 0xffffffff, 'seed of the motion and of the lights'),
    size: whole(0, 0, MAX_SIZE, `pixels a side of a frame, ${MIN_SIZE} or more`, byKind('size')),
    fps: whole(0, 0, MAX_FPS, 'frames a second', byKind('fps')),
    occluder: choice(
      'none',
      occluderChoices,
      'what comes and goes before the face, and hides some of it in a third to half of the frames; any: one of the three each time',
    ),
    video: flag('also write an animated WebP beside the clip'),
  },
  extract: {
    landmarks: choice(
      'found',
      landmarkSources,
      'where landmarks come from: networks find them in the pixels (found), or the renderer knows them (truth)',
    ),
  },
  train: {
    start: choice(
      'auto',
      startChoices,
      `what the networks know before the training: nothing (random weights), how many other people look (crowd: pretrained by reconstruction alone), or what each face does, in the renderer's numbers (labels); auto: ${USUAL_START}, or what the preset goes with`,
    ),
    preset: choice(
      'auto',
      presetChoices,
      `which autoencoder, see janus models; auto: ${starts.map((start) => `${presetsOfStart[start][0]} (${start})`).join(', ')}`,
    ),
    minutes: decimal(
      -1,
      -1,
      100_000,
      'how long to train; 0: not at all, to swap with the networks as they start',
      usually,
    ),
    steps: whole(
      0,
      0,
      100_000_000,
      'how many steps to train, instead of minutes',
      'as many as the minutes allow',
    ),
    batch: whole(0, 0, 1024, 'batch size: images of each person in a step', THE_PRESETS),
    learningRate: decimal(0, 0, 1, "Adam's peak learning rate", THE_PRESETS),
    loss: choice(
      'mae',
      lossNames,
      'how an output is compared with the face that it should be: mean absolute error (mae), mean squared error (mse) or structural dissimilarity (dssim)',
    ),
    dssimWeight: decimal(
      -1,
      -1,
      100,
      'how much the structural dissimilarity of brightness counts beside the loss: it sees a mouth in the dark as well as in the light',
      THE_PRESETS,
    ),
    edgeWeight: decimal(
      -1,
      -1,
      100,
      'how much edges count beside the loss: how much each pixel differs from the next',
      THE_PRESETS,
    ),
    adversary: choice(
      'preset',
      adversaryChoices,
      'discriminators that learn to tell decoded faces from true ones, while the decoders learn to be taken for true; mixup: least squares, on mixtures of both, as in faceswap-GAN; relativistic: how much truer true ones look',
    ),
    adversarialWeight: decimal(
      -1,
      -1,
      100,
      'how much it counts beside the loss to be taken for true by the discriminators',
      THE_PRESETS,
    ),
    alpha: choice(
      'preset',
      toggles,
      'decoders paint α too: how much of each pixel shall take the place of what was there (see janus convert --mask alpha)',
    ),
    attention: choice('preset', toggles, 'encoder and decoders have layers of self-attention, at 16 × 16'),
    stages: choice(
      'preset',
      stageChoices,
      'parts of the training with losses and rates of their own; faceswap-gan: the schedule of faceswap-GAN v2.2, in which people exchange their decoders at 80 %; without-exchange: the same, and nobody does',
    ),
    update: choice(
      'preset',
      updateChoices,
      'joint: a step updates all weights once, by the sum of all losses; alternating: once for each person in turn',
    ),
    backgroundWeight: decimal(
      -1,
      -1,
      1,
      'loss weight of a pixel outside the inner face, where one inside has 1',
      THE_PRESETS,
    ),
    eyeWeight: decimal(
      0,
      0,
      100,
      'loss weight of a pixel of the eyes, where others of the inner face have 1',
      THE_PRESETS,
    ),
    mouthWeight: decimal(
      0,
      0,
      100,
      'loss weight of a pixel of the mouth, where others of the inner face have 1; high from nothing, where lips of little contrast are learnt late, or never',
      THE_PRESETS,
    ),
    warp: choice(
      'preset',
      warpChoices,
      "distort the encoder's input at random; on: the decoder should still give the face as it was; half: the same, for every second input at random; 2017: the target moves by the similarity nearest to the warp; preset: as the preset does",
    ),
    flip: choice('preset', toggles, 'mirror faces at random'),
    affine: choice('preset', toggles, 'scale, rotate and shift faces at random'),
    colourJitter: choice('preset', toggles, "change the colours of the encoder's input at random"),
    colourMatch: choice(
      'preset',
      toggles,
      'give faces the colours of another face of the two people, in part and at random',
    ),
    motionBlur: choice('preset', toggles, 'blur faces along a line at random, as heads that move'),
    colourShift: choice(
      'preset',
      toggles,
      "add to everybody's colours what makes their means the last person's, and take it from predicted faces",
    ),
    seed: whole(
      1,
      0,
      0xffffffff,
      'seed of the initial weights, except pretrained ones, and of the batches and their augmentation',
    ),
    saveEvery: decimal(30, 0, 100_000, 'seconds from one checkpoint to the next'),
    validateEvery: decimal(10, 0, 100_000, 'seconds from one validation to the next'),
  },
  convert: {
    latents: choice(
      'auto',
      latentChoices,
      "how the latents of the filmed person are moved to where the other person's lie, before they are decoded: not at all (none), by mean and standard deviation (standardise), half of that way (halfway), by mean and covariance (transport), or by these so that the landmarks that a latent tells of stay the same (landmarks); auto: what the preset takes with its start",
    ),
    mask: choice(
      'learned',
      maskSources,
      'where the mask of the face comes from: a network (learned), the hull of the landmarks, the decoders, if they paint one (alpha), or the renderer (truth)',
    ),
    erode: decimal(
      0,
      0,
      0.5,
      "by how much the mask shrinks, as a fraction of the crop's side (0.05: 3 of 64 pixels)",
    ),
    feather: decimal(
      0.01,
      0,
      0.5,
      "how far the mask's edge fades, as a fraction of the crop's side; with --blend poisson it does not fade: the mask is cut at 0.5",
    ),
    colour: choice(
      'none',
      colourMethods,
      "how the new face's colours are matched to the frame's: by their mean (mean), by mean and standard deviation of red, green and blue (adain) or of L*a*b* (reinhard), or by their histograms",
    ),
    blend: choice('alpha', blendMethods, 'how the new face is blended into the frame'),
    sharpen: decimal(
      0.3,
      0,
      5,
      'how much predicted faces are sharpened: 0 not at all, 1 doubles their finest contrast',
    ),
    enhance: decimal(
      0,
      0,
      0.4,
      'how much the difference from the filmed frame is exaggerated: 0 not at all, 0.4 adds 40 % of it once more',
    ),
    smooth: decimal(
      1,
      0,
      50,
      'over how many frames the alignments are smoothed: the standard deviation of a Gaussian; 0: not at all',
    ),
    smoothBy: choice(
      'gaussian',
      smoothingMethods,
      "by what they are smoothed: a Gaussian over the frames around each, or Kalman filters of the corners of the face's box, as in faceswap-GAN (kalman); these see only earlier frames, so they run a frame ahead of a steady motion, and are late where it begins, turns or stops; how much they smooth is fixed",
    ),
  },
  output: {
    format: choice('webp', videoFormats, 'file format; png: a folder of pictures; mp4 needs ffmpeg'),
    compare: flag('show input, swap and answer key side by side'),
  },
  demo: {
    start: choice('auto', startChoices, 'what the networks start as: see janus train --help'),
    minutes: decimal(-1, -1, 100_000, 'how long to train', usually),
    frames: whole(
      400,
      8,
      MAX_FRAMES,
      'how many frames to film of each person to train on; a quarter as many to swap',
    ),
    // A film of smaller ones has no room for its label.
    size: whole(192, 32, MAX_SIZE, 'pixels a side of a frame of the film'),
  },
  compute: {
    backend: choice(
      'auto',
      backendOptions,
      'TensorFlow.js backend; auto: the best that runs on this machine',
    ),
    workers: whole(
      0,
      0,
      256,
      'threads that render and find faces, and that train on the wasm backend',
      'one for each core',
    ),
  },
  machine: {
    workers: whole(0, 0, 256, 'threads that render and find faces', 'one for each core'),
  },
} as const satisfies Readonly<Record<string, Settings>>;
