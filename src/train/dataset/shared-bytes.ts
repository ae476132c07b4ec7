/** Zeros in shared memory, where there is any, so that they need not be copied to workers. */
export const sharedBytes = (length: number): Uint8Array =>
  new Uint8Array(new (typeof SharedArrayBuffer === 'undefined' ? ArrayBuffer : SharedArrayBuffer)(length));
