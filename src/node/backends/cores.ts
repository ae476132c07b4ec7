import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * How many threads keep every core busy that this process may use. A container's quota may grant fewer than
 * there are; Node 20 does not know of it.
 * @param root where `proc` and `sys` are.
 */
export const usableCores = (root = '/'): number =>
  Math.max(1, Math.min(availableParallelism(), Math.ceil(cpuQuota(root))));

/**
 * The processor time that Linux's control groups grant this process, in cores; Infinity if there is no limit.
 * A group has no more than the groups that contain it (Linux, "Control Group v2",
 * Documentation/admin-guide/cgroup-v2.rst, section "CPU"; "CFS Bandwidth Control",
 * Documentation/scheduler/sched-bwc.rst, for version 1).
 */
export function cpuQuota(root = '/'): number {
  let least = Infinity;
  for (const line of read(join(root, 'proc/self/cgroup')).split('\n')) {
    const found = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (found === null) continue;
    const [, controllers, path] = found;
    const isFirstVersion = controllers.split(',').includes('cpu');
    if (!isFirstVersion && controllers !== '') continue;
    const mount = join(root, 'sys/fs/cgroup', isFirstVersion ? 'cpu' : '');
    for (let group = path; ; group = dirname(group)) {
      least = Math.min(least, quotaOf(join(mount, group), isFirstVersion));
      if (group === dirname(group)) break;
    }
  }
  return least;
}

/** In cores. */
function quotaOf(group: string, isFirstVersion: boolean): number {
  const [quota, period] = isFirstVersion
    ? [read(join(group, 'cpu.cfs_quota_us')), read(join(group, 'cpu.cfs_period_us'))]
    : read(join(group, 'cpu.max')).split(' ');
  const cores = Number(quota) / Number(period);
  // "max" or −1 where there is no limit; nothing where there is no such file.
  return cores > 0 ? cores : Infinity;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
