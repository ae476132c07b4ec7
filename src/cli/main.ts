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
// A result that could not be written has set a code of its own.
process.exitCode = process.exitCode === undefined ? code : Math.max(code, Number(process.exitCode));
