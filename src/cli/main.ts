#!/usr/bin/env node
import { report } from './output.ts';
import { run } from './program.ts';
import { listenForSignals } from './stopping.ts';
import { outliveReaders } from './streams.ts';

listenForSignals();
outliveReaders();
process.on('uncaughtException', (error) => {
  process.exit(report(error));
});
const code = await run(process.argv.slice(2));
// If a result could not be written, an exit code is set already.
process.exitCode = process.exitCode === undefined ? code : Math.max(code, Number(process.exitCode));
