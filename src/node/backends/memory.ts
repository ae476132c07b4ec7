import { totalmem } from 'node:os';

/** Bytes of memory that this process may use: a container may grant less than the machine has. */
export function usableMemory(): number {
  const granted = process.constrainedMemory();
  return granted > 0 ? Math.min(granted, totalmem()) : totalmem();
}
