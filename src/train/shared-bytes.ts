/** Bytes in shared memory, where there is any: workers then need no copy of them. */
export const sharedBytes = (length: number): Uint8Array =>
  new Uint8Array(new (typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer)(length));
