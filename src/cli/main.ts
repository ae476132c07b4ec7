#!/usr/bin/env node
import { run } from './program.ts';

// The reader of a pipe may leave early (`janus cast | head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2));
