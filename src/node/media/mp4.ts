import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { DIGITAL_SOURCE_TYPE } from '../../clips/provenance.ts';
import { InputError, JanusError } from '../../errors.ts';
import { pathProblem } from '../disk/strict-read.ts';
import { Video } from './video.ts';

/** ffmpeg has this long for one small frame. */
const PROBE_MS = 20_000;
/** Ctrl-C reaches ffmpeg too, and Janus may notice ffmpeg's end before its own signal. */
const SIGNAL_DELAY_MS = 100;

/**
 * Makes sure, before work goes into a video, that ffmpeg can write it: it encodes one small frame, since an
 * ffmpeg may be broken or lack the encoder.
 * @throws InputError if it cannot; the signal's reason when aborted.
 */
export async function expectMp4Encoder(signal?: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'janus-mp4-')).catch((error: unknown) => {
    throw new InputError(
      `The folder for temporary files, ${tmpdir()}, ${pathProblem(error, 'written to')}.`,
      'Let TMPDIR name one that you may write to.',
      { cause: error },
    );
  });
  const late = AbortSignal.timeout(PROBE_MS);
  try {
    const frame = new Video({ width: 128, height: 128, frames: 1, fps: 25 });
    await encodeMp4(frame, join(folder, 'probe.mp4'), signal ? AbortSignal.any([signal, late]) : late);
  } catch (error) {
    signal?.throwIfAborted();
    const why = late.aborted ? 'it does not come to an end' : (error as Error).message;
    if (error instanceof InputError) throw error;
    throw new InputError(
      `ffmpeg is here, but cannot write H.264 into an MP4: ${why}.`,
      'Install an ffmpeg with libx264 (https://ffmpeg.org/download.html), or use --format webp.',
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a video as H.264 in an MP4, by ffmpeg, with the provenance in the comment: MP4 has no field for XMP
 * that ffmpeg writes.
 * @throws InputError if ffmpeg cannot be started; JanusError with what ffmpeg says if it fails; the signal's
 * reason when aborted.
 */
export async function encodeMp4(video: Video, file: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { width, height, fps } = video.layout;
  const words = [
    ...['-y', '-loglevel', 'error'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(fps), '-i', '-'],
    // H.264 in 4:2:0 has even sides only.
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv420p'],
    ...['-metadata', `comment=Synthetic, drawn by Janus. ${DIGITAL_SOURCE_TYPE}`],
    ...['-movflags', '+faststart', '-f', 'mp4', file],
  ];
  const ffmpeg = spawn('ffmpeg', words, { stdio: ['pipe', 'ignore', 'pipe'], killSignal: 'SIGKILL', signal });
  let said = '';
  ffmpeg.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(ffmpeg, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  // It may end before it has read everything; its exit code says whether it failed.
  const fed = pipeline(Readable.from(framesOf(video)), ffmpeg.stdin).catch(() => undefined);
  let code, by;
  try {
    [[code, by]] = await Promise.all([ended, fed]);
  } catch (error) {
    signal?.throwIfAborted();
    throw notStarted(error as NodeJS.ErrnoException);
  }
  if (code === 0) {
    if (existsSync(file)) return;
    throw new JanusError('it ended well and wrote nothing');
  }
  await setTimeout(SIGNAL_DELAY_MS);
  signal?.throwIfAborted();
  const [line = ''] = said.trim().split('\n');
  throw new JanusError(line !== '' ? line : `it ended with ${by ?? `code ${String(code)}`} and said nothing`);
}

function notStarted(error: NodeJS.ErrnoException): InputError {
  return new InputError(
    error.code === 'ENOENT'
      ? 'An MP4 needs ffmpeg, which was not found.'
      : `An MP4 needs ffmpeg, which cannot be started (${error.message}).`,
    'Install it (https://ffmpeg.org/download.html), or use --format webp.',
    { cause: error },
  );
}

function* framesOf(video: Video): Generator<Uint8Array> {
  for (let i = 0; i < video.layout.frames; i++) yield video.frame(i);
}
