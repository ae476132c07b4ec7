import { isMainThread } from 'node:worker_threads';
import type Sharp from 'sharp';
import { JanusError } from '../../errors.ts';

/**
 * The library that reads and writes pictures. It is loaded when a picture is first read or written, since its
 * binary is an optional package, which may be missing: without it, commands can still check their input.
 * @throws JanusError that says how to install it.
 */
export async function loadSharp(): Promise<typeof Sharp> {
  try {
    const { default: sharp } = await import('sharp');
    // A thread for each core renders already: sharp's own threads would only compete with them.
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
