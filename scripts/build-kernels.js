// Compiles the training kernels (src/engine/assembly, AssemblyScript) to WebAssembly and writes them as a
// module that Node, browsers, workers and notebooks can all import: the bytes as text. Run by `npm ci` and by
// every test.
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = 'src/engine/assembly/index.ts';
const target = join(root, 'src/engine/kernels/binary.ts');

const asc = await import('assemblyscript/asc').catch(() => undefined);
if (asc === undefined) {
  console.log('The training kernels are not compiled: AssemblyScript is not installed (npm ci installs it).');
  process.exit(0);
}

const folder = await mkdtemp(join(tmpdir(), 'janus-kernels-'));
try {
  const binary = join(folder, 'kernels.wasm');
  const { error, stderr } = await asc.main([
    entry,
    ...['--baseDir', root, '--outFile', relative(root, binary)],
    ...['-O3', '--enable', 'simd', '--enable', 'bulk-memory', '--runtime', 'stub', '--noAssert'],
    // The memory is the wasm backend's: TensorFlow.js allocates in it, the kernels only compute there.
    '--importMemory',
    // v128 values pass between the kernels' own files only.
    ...['--disableWarning', '112'],
  ]);
  const complaints = stderr.toString();
  if (error !== null || complaints !== '')
    throw new Error(`The training kernels do not compile:\n${complaints}`);

  const bytes = await readFile(binary);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  if (imports.length !== 1 || imports[0].kind !== 'memory') {
    throw new Error(
      `The kernels may import the backend's memory and nothing else, not ${JSON.stringify(imports)}.`,
    );
  }
  const text = [
    `// Made by scripts/build-kernels.js from ${entry}.`,
    `export const KERNELS = '${bytes.toString('base64')}';`,
    '',
  ].join('\n');
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    await writeFile(`${target}.tmp`, text);
    await rename(`${target}.tmp`, target);
  }
} finally {
  await rm(folder, { recursive: true });
}
