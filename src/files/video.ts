import sharp from 'sharp';
import { drawLabel, MIN_LABELLED_WIDTH } from '../clips/label.ts';
import { XMP_PACKET } from '../clips/provenance.ts';
import { InputError } from '../errors.ts';

/** The most pixels a video may have, over all its frames: it is encoded in one piece, 3 bytes a pixel in memory. */
export const MAX_VIDEO_PIXELS = 2 ** 28;

/**
 * Frames as an animated WebP that plays for ever, each with the label that says it is synthetic, and XMP that says so to
 * software.
 */
export class Video {
  readonly #size: number;
  readonly #fps: number;
  readonly #pixels: Buffer;

  /**
   * @param size pixels a side. @param frames how many there will be. @param fps frames a second.
   * @throws InputError for more than {@link MAX_VIDEO_PIXELS}, or frames too small for the label.
   */
  constructor(size: number, frames: number, fps: number) {
    if (size < MIN_LABELLED_WIDTH) {
      throw new InputError(
        `A video of ${size} × ${size} pixels is too small for the label that says it is synthetic.`,
        `Make it at least ${MIN_LABELLED_WIDTH} pixels wide.`,
      );
    }
    if (size * size * frames > MAX_VIDEO_PIXELS) {
      throw new InputError(
        `${frames} frames of ${size} × ${size} pixels are too many for a video.`,
        `A video takes up to ${Math.floor(MAX_VIDEO_PIXELS / (size * size))} frames of that size.`,
      );
    }
    this.#size = size;
    this.#fps = fps;
    this.#pixels = Buffer.alloc(size * size * 3 * frames);
  }

  /** Puts a frame in its place and labels it. @param pixels RGB, 8 bits a channel. */
  set(index: number, pixels: Uint8Array): void {
    const place = this.#pixels.subarray(index * pixels.length, (index + 1) * pixels.length);
    place.set(pixels);
    drawLabel(place, this.#size, this.#size);
  }

  /** The animated WebP. */
  async encode(): Promise<Buffer> {
    const bytes = this.#size * this.#size * 3;
    const frames = this.#pixels.length / bytes;
    // Delays are whole milliseconds: each frame's is the difference of rounded times, so that the video keeps time.
    const time = (frame: number) => Math.round((1000 * frame) / this.#fps);
    return sharp(this.#pixels, {
      raw: { width: this.#size, height: this.#size * frames, channels: 3, pageHeight: this.#size },
      limitInputPixels: MAX_VIDEO_PIXELS,
    })
      .webp({
        quality: 80,
        loop: 0,
        delay: Array.from({ length: frames }, (_, frame) => time(frame + 1) - time(frame)),
      })
      .withXmp(XMP_PACKET)
      .toBuffer();
  }
}
