import { isMainThread } from 'node:worker_threads';
import type Sharp from 'sharp';
import { JanusError } from '../../errors.ts';

/**
 * The library that reads and writes pictures. It is loaded when a picture is first read or written: its
 * binary is an optional package, which may be missing, and most commands can say what is wrong with what they
 * were given without it.
 * @throws JanusError saying how to come by it.
 */
export async function loadSharp(): Promise<typeof Sharp> {
  try {
    const { default: sharp } = await import('sharp');
    // One thread a core renders already: sharp's own would only get in their way.
    if (!isMainThread) sharp.concurrency(1);
    return sharp;
  } catch (error) {
    const [line] = (error as Error).message.trim().split('\n');
    throw new JanusError(
      `The package sharp, which reads and writes pictures, does not load: ${line}`,
      'Install it with its binary: npm install --include=optional sharp',
      { cause: error },
    );
  }
}
