import { drawLabel, MIN_LABELLED_WIDTH } from '../../clips/label.ts';
import { XMP_PACKET } from '../../clips/provenance.ts';
import { InputError } from '../../errors.ts';
import { withXmp } from './gif-xmp.ts';
import { loadSharp } from './sharp.ts';

/**
 * The most pixels a video may have, over all its frames: it is encoded in one piece, 3 bytes a pixel in
 * memory.
 */
export const MAX_VIDEO_PIXELS = 2 ** 28;

/** How large a video is. */
export interface VideoLayout {
  /** Pixels of a frame. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Frames a second. */
  readonly fps: number;
}

/** @throws InputError for more than {@link MAX_VIDEO_PIXELS}, or frames too small for the label. */
export function expectVideoLayout({ width, height, frames }: VideoLayout): void {
  if (width < MIN_LABELLED_WIDTH) {
    throw new InputError(
      `A video of ${width} × ${height} pixels is too small for the label that says it is synthetic.`,
      `Make it at least ${MIN_LABELLED_WIDTH} pixels wide.`,
    );
  }
  if (width * height * frames > MAX_VIDEO_PIXELS) {
    throw new InputError(
      `${frames} frames of ${width} × ${height} pixels are too many for a video.`,
      `A video takes up to ${Math.floor(MAX_VIDEO_PIXELS / (width * height))} frames of that size.`,
    );
  }
}

/**
 * Frames that play one after the other, each with the label that says it is synthetic. The files carry XMP
 * that says so to software.
 */
export class Video {
  readonly layout: VideoLayout;
  readonly #pixels: Buffer;

  /** @throws InputError as {@link expectVideoLayout}. */
  constructor(layout: VideoLayout) {
    expectVideoLayout(layout);
    this.layout = layout;
    this.#pixels = Buffer.alloc(layout.width * layout.height * 3 * layout.frames);
  }

  /** Puts a frame in its place and labels it. @param pixels RGB, 8 bits a channel. */
  set(index: number, pixels: Uint8Array): void {
    this.setRow(index, 0, pixels);
  }

  /**
   * Fills a row of a frame with square pictures beside each other, and labels the frame.
   * @param pictures RGB, 8 bits a channel, which together are as wide as the video.
   */
  setRow(index: number, row: number, ...pictures: readonly Uint8Array[]): void {
    const { width, height } = this.layout;
    const side = width / pictures.length;
    const frame = this.frame(index);
    pictures.forEach((picture, column) => {
      for (let y = 0; y < side; y++) {
        const line = picture.subarray(3 * y * side, 3 * (y + 1) * side);
        frame.set(line, 3 * ((row * side + y) * width + column * side));
      }
    });
    if ((row + 1) * side === height) drawLabel(frame, width, height);
  }

  /** A frame's RGB bytes. */
  frame(index: number): Uint8Array {
    const bytes = this.layout.width * this.layout.height * 3;
    return this.#pixels.subarray(index * bytes, (index + 1) * bytes);
  }

  /** The animated picture, which plays for ever. */
  async encode(format: 'webp' | 'gif' = 'webp'): Promise<Buffer> {
    const { width, height, frames, fps } = this.layout;
    // GIF counts hundredths of a second, WebP thousandths. Each delay is the difference of rounded times, so
    // that the video keeps time.
    const unit = format === 'gif' ? 10 : 1;
    const time = (frame: number) => unit * Math.round((1000 / unit / fps) * frame);
    const delay = Array.from({ length: frames }, (_, frame) => time(frame + 1) - time(frame));
    const sharp = await loadSharp();
    const picture = sharp(this.#pixels, {
      raw: { width, height: height * frames, channels: 3, pageHeight: height },
      limitInputPixels: MAX_VIDEO_PIXELS,
    });
    if (format === 'gif') return withXmp(await picture.gif({ loop: 0, delay }).toBuffer());
    return picture.webp({ quality: 80, loop: 0, delay }).withXmp(XMP_PACKET).toBuffer();
  }
}
