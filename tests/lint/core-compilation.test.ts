import { readdirSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ROOT, STEPS } from './project.ts';

describe('the core', () => {
  test.each(['document.title', 'process.pid', 'Buffer.alloc(1)', 'new OffscreenCanvas(1, 1)', 'setTimeout'])(
    'does not compile %s',
    (expression) => {
      expect(coreErrors(`export const y: unknown = ${expression};`)).toEqual([
        expect.stringMatching(/Cannot find name/),
      ]);
    },
  );

  test('is compiled whole: every folder of it is in tsconfig.core.json, and no host', () => {
    const { fileNames } = coreConfig();
    const folders = fileNames.map((file) => /^src\/([a-z]+)\//.exec(file.slice(ROOT.length))?.[1]);
    expect(new Set(folders.filter(Boolean))).toEqual(
      new Set([...STEPS, 'engine', 'nets', 'pipeline', 'api']),
    );
    const inPipeline = readdirSync(`${ROOT}src/pipeline`, { recursive: true, encoding: 'utf8' });
    for (const file of inPipeline.filter((name) => name.endsWith('.ts'))) {
      expect(fileNames).toContain(`${ROOT}src/pipeline/${file}`);
    }
  });

  test('compiles what every engine has', () => {
    expect(coreErrors('export const y: Uint8Array = new Uint8Array(1);')).toEqual([]);
  });
});

/** What tsconfig.core.json says. */
const coreConfig = (): ts.ParsedCommandLine =>
  ts.getParsedCommandLineOfConfigFile(`${ROOT}tsconfig.core.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })!;

/** The errors of a planted file under tsconfig.core.json. */
function coreErrors(text: string): string[] {
  const { options } = coreConfig();
  const planted = `${ROOT}src/faces/planted.ts`;
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (file) => file === planted || onDisk.fileExists(file);
  host.readFile = (file) => (file === planted ? text : onDisk.readFile(file));
  host.getSourceFile = (file, version) =>
    file === planted ? ts.createSourceFile(file, text, version) : onDisk.getSourceFile(file, version);
  const program = ts.createProgram([planted], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(planted))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
