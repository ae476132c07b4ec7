import { shotOf, type ClipPlan, type Manifest } from '../clips/manifest.ts';
import type { DrawnFrames } from './dataset/drawn-frames.ts';
import { drawFrame, VerifiedFrame } from '../clips/verify.ts';

/** What a worker opens a {@link FrameSource} by: plain data, so that it can cross to another thread. */
export type SourceReference =
  /** A clip that was filmed; where its frames are is the host's business. */
  | { readonly kind: 'clip'; readonly manifest: Manifest; readonly place?: string }
  /** Frames that are only ever drawn, such as answer keys. */
  | { readonly kind: 'drawn'; readonly plan: ClipPlan };

/** The frames of a clip, each proven to show nobody who exists. */
export interface FrameSource {
  readonly plan: ClipPlan;
  readonly reference: SourceReference;
  /** All frames, if this process has just drawn them. */
  readonly drawn?: DrawnFrames;
  /**
   * @param index from 0.
   * @param truth whether the frame's landmarks and mask will be wanted.
   * @throws InputError naming a frame that Janus did not draw, or that the clip does not have.
   */
  read(index: number, truth?: boolean): Promise<VerifiedFrame>;
}

/** A source whose clip has been filmed. */
export interface Clip extends FrameSource {
  readonly plan: Manifest;
}

/**
 * A clip that its manifest alone describes: each frame is drawn again when it is read.
 * @param drawn its frames, if this process has just drawn them.
 */
export const drawnClip = (manifest: Manifest, drawn?: DrawnFrames): Clip => ({
  plan: manifest,
  ...(drawn && { drawn }),
  reference: { kind: 'clip', manifest },
  read: (index, truth) => Promise.resolve(drawFrame(manifest, index, truth)),
});

/** Frames that were never filmed: what a plan describes, drawn when it is read. */
export const drawnFrames = (plan: ClipPlan): FrameSource => ({
  plan,
  reference: { kind: 'drawn', plan },
  read: (index, truth) => Promise.resolve(new VerifiedFrame(shotOf(plan, index), plan.size, truth)),
});

/** The source of a reference, where frames are drawn and never stored. */
export const openDrawn = (reference: SourceReference): FrameSource =>
  reference.kind === 'clip' ? drawnClip(reference.manifest) : drawnFrames(reference.plan);
