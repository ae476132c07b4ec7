import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Kernel } from '../../scripts/notebooks/kernel.ts';
import { JanusError } from '../../src/errors.ts';
import { scratchFolder } from '../scratch-folder.ts';

const home = scratchFolder();

describe("Deno's kernel", () => {
  let kernel: Kernel;

  beforeAll(async () => {
    kernel = await Kernel.start(home);
  });
  afterAll(() => kernel.stop());

  test('keeps what cells declare, and gives what they print in order', async () => {
    await kernel.execute('const three: number = 3;');
    const { status, outputs } = await kernel.execute('console.log(three); console.error(4);');
    expect(status).toBe('ok');
    expect(outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: '3\n' },
      { output_type: 'stream', name: 'stderr', text: '4\n' },
    ]);
  });

  // Some versions of it called such a cell "ok": a test of notebooks would then see nothing.
  test('says that a cell failed, now or after waiting', async () => {
    for (const code of ["throw new Error('no');", "await Promise.reject(new Error('no'));"]) {
      const { status, outputs } = await kernel.execute(code);
      expect(status).toBe('error');
      expect(outputs).toMatchObject([{ output_type: 'error', ename: 'Error', evalue: 'no' }]);
    }
  });

  test('shows what is displayed, large things too, and updates as they are last', async () => {
    const { outputs } = await kernel.execute(`
      const show = (text, update) => Deno.jupyter.display({ 'text/plain': text }, { raw: true, display_id: 'a', update });
      await show('before', false);
      await show('x'.repeat(1e6), true);
      await show('y'.repeat(1e6), true);`);
    const texts = outputs.map((output) => ('data' in output ? String(output.data['text/plain']) : ''));
    expect(texts.map((text) => [text.length, text[0]])).toEqual([[1e6, 'y']]);
  });
});

test('a cell whose kernel ends is an error', async () => {
  const kernel = await Kernel.start(home);
  await expect(kernel.execute('Deno.exit(3);')).rejects.toThrow(/code 3/);
  await expect(kernel.execute('1;')).rejects.toBeInstanceOf(JanusError);
  await kernel.stop();
});
