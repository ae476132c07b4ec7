import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cpuQuota, usableCores } from '../../../src/node/backends/cores.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const home = scratchFolder();
let count = 0;

/** A root folder with those files. */
function rootWith(files: Readonly<Record<string, string>>): string {
  const root = join(home, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const V1 = '4:memory:/docker/7f\n3:cpu,cpuacct:/docker/7f\n1:name=systemd:/docker/7f\n0::/docker/7f\n';

test.each<[string, Readonly<Record<string, string>>, number]>([
  ['no control groups', {}, Infinity],
  [
    'version 2, no limit',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': 'max 100000\n' },
    Infinity,
  ],
  [
    'version 2, a container',
    { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '150000 100000\n' },
    1.5,
  ],
  [
    'version 2, the slice above has less',
    {
      'proc/self/cgroup': '0::/user.slice/a.service\n',
      'sys/fs/cgroup/user.slice/a.service/cpu.max': '400000 100000\n',
      'sys/fs/cgroup/user.slice/cpu.max': '50000 100000\n',
    },
    0.5,
  ],
  [
    'version 1, a container that sees its own group at the root',
    {
      'proc/self/cgroup': V1,
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '100000\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    },
    1,
  ],
  [
    'version 1, no limit',
    {
      'proc/self/cgroup': V1,
      'sys/fs/cgroup/cpu/docker/7f/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu/docker/7f/cpu.cfs_period_us': '100000\n',
    },
    Infinity,
  ],
  ['damaged files', { 'proc/self/cgroup': '0::/\nwhat?\n', 'sys/fs/cgroup/cpu.max': '' }, Infinity],
])('%s', (_, files, quota) => {
  const root = rootWith(files);
  expect(cpuQuota(root)).toBe(quota);
  expect(usableCores(root)).toBe(Math.min(availableParallelism(), Math.ceil(quota)));
});

test('a quota is what workers are counted by', () => {
  expect(nodeHost().cores).toBe(usableCores());
  expect(usableCores()).toBeGreaterThanOrEqual(1);
});
