import { sha256Hex } from '../../src/clips/manifest.ts';

const FOLDER = '.cache/pretrain';

/**
 * Where something is kept that takes long to compute.
 * @param from what it is computed from: another name if that changes.
 */
export function cachePath(name: string, from: unknown, folder = FOLDER): string {
  const digest = sha256Hex(new TextEncoder().encode(JSON.stringify(from)));
  return `${folder}/${name}-${digest.slice(0, 8)}`;
}
