import { InputError } from '../errors.ts';

/**
 * Reads the files that come with Janus.
 * @param base where they are: the address of `data-synthetic`, with a slash at its end.
 * @returns what reads one of them. @throws InputError if there is nothing at its address.
 */
export const assetsAt =
  (base: string | URL) =>
  (path: string): Promise<Uint8Array<ArrayBuffer>> =>
    fetchBytes(new URL(path, base));

async function fetchBytes(address: URL): Promise<Uint8Array<ArrayBuffer>> {
  const advice =
    "Serve the package's folder data-synthetic with the page, and tell webHost where: { assets }.";
  const problem = (what: string, cause?: unknown) =>
    new InputError(`${address.href} cannot be loaded: ${what}.`, advice, { cause });
  try {
    const response = await fetch(address);
    if (!response.ok) throw problem(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw error instanceof InputError ? error : problem((error as Error).message, error);
  }
}
