import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { answerKey } from '../../../src/faces/answer-key.ts';
import { frameFile, InputError, planClip, renderTruth, sampleIdentity, shotOf } from '../../../src/index.ts';
import { decodePng } from '../../../src/node/media/png.ts';
import { Video } from '../../../src/node/media/video.ts';
import { writeVideo } from '../../../src/node/media/write-video.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const SIZE = 80;
const FRAMES = 5;
const plan = planClip({
  identity: sampleIdentity(7),
  kind: 'driving',
  seed: 3,
  frames: FRAMES,
  size: SIZE,
  fps: 30,
});
const home = scratchFolder();

/** Three pictures of each frame: as filmed, of another person, and the answer key. */
const converted = plan.frames.map((_, i) => {
  const shot = shotOf(plan, i);
  const identity = sampleIdentity(21);
  return {
    original: renderTruth(shot, SIZE).pixels,
    converted: renderTruth({ ...shot, identity }, SIZE).pixels,
    key: renderTruth(answerKey(shot, identity).frame, SIZE),
  };
});

function filmed(compare = false): Video {
  const video = new Video({ width: (compare ? 3 : 1) * SIZE, height: SIZE, frames: FRAMES, fps: 30 });
  converted.forEach((frame, i) => {
    if (compare) video.setRow(i, 0, frame.original, frame.converted, frame.key.pixels);
    else video.set(i, frame.converted);
  });
  return video;
}
/** What the label, which is 11 pixels high, leaves free of a picture. */
const unlabelled = 3 * SIZE * (SIZE - 11);
const meanDifference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
const meanOf = (pixels: Uint8Array, channel: number) =>
  pixels.reduce((sum, value, i) => sum + (i % 3 === channel ? value : 0), 0) / (pixels.length / 3);

describe('a video', () => {
  test.each([
    ['webp', [33, 34, 33, 33, 34]],
    // GIF counts in hundredths of a second.
    ['gif', [30, 40, 30, 30, 40]],
  ] as const)('as %s plays all frames in time and has their colours', async (format, delay) => {
    const path = await writeVideo(filmed(), join(home, 'videos', 'swap'), format);
    expect(path).toBe(join(home, 'videos', `swap.${format}`));
    const found = await sharp(path, { animated: true }).metadata();
    expect(found).toMatchObject({ format, pages: FRAMES, pageHeight: SIZE, width: SIZE, loop: 0, delay });
    const pixels = await sharp(path, { animated: true }).removeAlpha().raw().toBuffer();
    converted.forEach((frame, i) => {
      const page = pixels.subarray(i * 3 * SIZE * SIZE, i * 3 * SIZE * SIZE + unlabelled);
      const picture = frame.converted.subarray(0, unlabelled);
      expect(meanDifference(page, picture)).toBeLessThan(8);
      for (const channel of [0, 1, 2]) {
        expect(Math.abs(meanOf(page, channel) - meanOf(picture, channel))).toBeLessThan(2);
      }
    });
  });

  test('as WebP says that it is synthetic', async () => {
    const path = await writeVideo(filmed(), join(home, 'videos', 'marked'), 'webp');
    const { xmp } = await sharp(path, { animated: true }).metadata();
    expect(xmp?.toString()).toContain('digitalsourcetype/algorithmicMedia');
  });

  test('as GIF says so too, where a reader of XMP looks', async () => {
    const path = await writeVideo(filmed(), join(home, 'videos', 'marked'), 'gif');
    const bytes = readFileSync(path);
    // An application extension: its label, eleven bytes of name, the packet, and a ladder of 255 … 0 down to
    // an empty block.
    const extension = Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1');
    const start = bytes.indexOf(extension) + extension.length;
    expect(start).toBeGreaterThan(extension.length);
    const close = '<?xpacket end="r"?>';
    const end = bytes.indexOf(close) + close.length;
    expect(bytes.toString('utf8', start, end)).toContain('digitalsourcetype/algorithmicMedia');
    const ladder = [1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0];
    expect([...bytes.subarray(end, -1)]).toEqual(ladder);
    // And one that knows nothing of it sees the pictures, as the test before the last has it.
    expect((await sharp(path, { animated: true }).metadata()).pages).toBe(FRAMES);
  });

  test('keeps time where nothing moves, though equal frames become one', async () => {
    for (const format of ['webp', 'gif'] as const) {
      const video = new Video({ width: SIZE, height: SIZE, frames: 4, fps: 25 });
      for (let i = 0; i < 4; i++) video.set(i, converted[i >> 1].converted);
      const path = await writeVideo(video, join(home, 'videos', 'still'), format);
      const { delay = [] } = await sharp(path, { animated: true }).metadata();
      expect(delay.reduce((sum, ms) => sum + ms, 0)).toBe(160);
    }
  });

  test('as pictures has every byte, and each says it is synthetic', async () => {
    const path = await writeVideo(filmed(), join(home, 'pictures'), 'png');
    expect(path).toBe(join(home, 'pictures'));
    expect(readdirSync(path)).toEqual([0, 1, 2, 3, 4].map(frameFile));
    for (let i = 0; i < FRAMES; i++) {
      const file = readFileSync(join(path, frameFile(i)));
      expect(file.toString('latin1')).toContain('digitalsourcetype/algorithmicMedia');
      const pixels = await decodePng(file, SIZE);
      expect(pixels.subarray(0, unlabelled)).toEqual(
        Buffer.from(converted[i].converted.subarray(0, unlabelled)),
      );
      // The label's dark plate.
      expect(pixels.subarray(unlabelled)).not.toEqual(
        Buffer.from(converted[i].converted.subarray(unlabelled)),
      );
    }
  });

  test('that compares is three wide: input, swap and answer key', async () => {
    const path = await writeVideo(filmed(true), join(home, 'compare'), 'png');
    const { width, height } = await sharp(join(path, frameFile(3))).metadata();
    expect({ width, height }).toEqual({ width: 3 * SIZE, height: SIZE });
    const { original, converted: swap, key } = converted[3];
    for (const [column, picture] of [original, swap, key.pixels].entries()) {
      const part = await sharp(join(path, frameFile(3)))
        .extract({ left: column * SIZE, top: 0, width: SIZE, height: SIZE - 11 })
        .raw()
        .toBuffer();
      expect(part).toEqual(Buffer.from(picture.subarray(0, unlabelled)));
    }
  });
});

describe.skipIf(process.platform === 'win32')('a film', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
  });

  /** Puts a stand-in for ffmpeg where it is looked for; without a body, none. */
  function standIn(name: string, body?: string): string {
    const folder = join(home, name);
    mkdirSync(folder);
    if (body !== undefined) {
      const script = join(folder, 'ffmpeg');
      const asked = `if (process.argv[2] === '-version') process.exit();`;
      writeFileSync(script, `#!${process.execPath}\n${asked}\n${body}`);
      chmodSync(script, 0o755);
    }
    process.env['PATH'] = folder;
    return folder;
  }

  test('is given to ffmpeg frame by frame, with where it comes from', async () => {
    const folder = standIn(
      'found',
      `const { readFileSync, writeFileSync } = require('node:fs');
       const words = process.argv.slice(2);
       writeFileSync(__dirname + '/words.json', JSON.stringify(words));
       writeFileSync(words.at(-1), readFileSync(0));`,
    );
    const path = await writeVideo(filmed(true), join(home, 'films', 'swap'), 'mp4');
    expect(path).toBe(join(home, 'films', 'swap.mp4'));
    expect(readdirSync(join(home, 'films'))).toEqual(['swap.mp4']);
    const video = filmed(true);
    const bytes = Buffer.concat([0, 1, 2, 3, 4].map((i) => video.frame(i)));
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const words = JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8')) as string[];
    const after = (flag: string) => words[words.lastIndexOf(flag) + 1];
    expect(after('-s')).toBe(`${3 * SIZE}x${SIZE}`);
    expect(after('-r')).toBe('30');
    expect(after('-c:v')).toBe('libx264');
    expect(words.slice(words.indexOf('-i'))).toContain('yuv420p');
    expect(after('-movflags')).toBe('+faststart');
    expect(after('-metadata')).toContain('digitalsourcetype/algorithmicMedia');
  });

  test('without ffmpeg is refused, with how to come by it', async () => {
    standIn('missing');
    mkdirSync(join(home, 'none'));
    const error: unknown = await writeVideo(filmed(), join(home, 'none', 'swap'), 'mp4').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(/ffmpeg/);
    expect((error as InputError).advice).toMatch(/Install it/);
    expect(readdirSync(join(home, 'none'))).toEqual([]);
  });

  test('that ffmpeg fails at leaves what was there, and says why', async () => {
    standIn(
      'failing',
      `require('node:fs').writeFileSync(process.argv.at(-1), 'half');
       process.stdin.once('data', () => {
         process.stdin.destroy();
         process.stderr.write('Unknown encoder');
         setTimeout(() => process.exit(1), 100);
       });`,
    );
    const folder = join(home, 'kept');
    mkdirSync(folder);
    writeFileSync(join(folder, 'swap.mp4'), 'the old one');
    await expect(writeVideo(filmed(), join(folder, 'swap'), 'mp4')).rejects.toThrow(
      /could not write .*Unknown encoder/,
    );
    expect(readdirSync(folder)).toEqual(['swap.mp4']);
    expect(readFileSync(join(folder, 'swap.mp4'), 'utf8')).toBe('the old one');
  });
});
