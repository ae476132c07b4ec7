import { expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { formatJson, readJson, type Store } from '../../src/pipeline/run/store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/**
 * What every {@link Store} does, whatever it keeps its files in.
 * @param empty makes a store in which nothing is kept yet.
 */
export function testStore(empty: () => Store): void {
  const read = async (store: Store, path: string) =>
    new TextDecoder().decode(await store.read(path, 2 ** 20));

  test('nothing is there before it is written', async () => {
    const store = empty();
    expect(await store.has('config.json')).toBe(false);
    expect(await store.list('')).toEqual([]);
    expect(await store.list('checkpoints')).toEqual([]);
    await expect(store.remove('checkpoints/step')).resolves.toBeUndefined();
    const missing = store.read('a/b.bin', 10);
    await expect(missing).rejects.toThrow(InputError);
    await expect(missing).rejects.toThrow(`${store.locate('a/b.bin')} does not exist`);
  });

  test('what was written is read back, in folders that come to be with it, and replaced when it is written again', async () => {
    const store = empty();
    await store.write('a/b.bin', bytes('one'));
    expect(await read(store, 'a/b.bin')).toBe('one');
    await store.write('a/b.bin', bytes('another'));
    expect(await read(store, 'a/b.bin')).toBe('another');
    expect([await store.has('a'), await store.has('a/b.bin'), await store.has('a/b')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('what was written does not change with the bytes that it came from, nor with those that were read', async () => {
    const store = empty();
    const mine = bytes('mine');
    await store.write('file', mine);
    mine.fill(0);
    (await store.read('file', 100)).fill(0);
    expect(await read(store, 'file')).toBe('mine');
  });

  test('bytes that are read have memory of their own, as what takes a whole buffer needs', async () => {
    const store = empty();
    await store.write('file', bytes('0123456789').subarray(3, 7));
    const { buffer, byteOffset, byteLength } = await store.read('file', 100);
    expect([byteOffset, byteLength, buffer.byteLength]).toEqual([0, 4, 4]);
  });

  test('a file that is longer than expected is refused by its name and length', async () => {
    const store = empty();
    await store.write('log', bytes('0123456789'));
    await expect(store.read('log', 9)).rejects.toThrow(
      `${store.locate('log')} has 10 bytes: expected at most 9.`,
    );
    expect(await read(store, 'log')).toHaveLength(10);
  });

  test('a file is added to, and begun if there is none', async () => {
    const store = empty();
    await store.append('logs/metrics', bytes('one\n'));
    await store.append('logs/metrics', bytes('two\n'));
    expect(await read(store, 'logs/metrics')).toBe('one\ntwo\n');
  });

  test('a folder lists the names in it, sorted: files and folders', async () => {
    const store = empty();
    for (const path of ['b.bin', 'c/d/e.bin', 'a.bin', 'c/f.bin']) await store.write(path, bytes(path));
    expect(await store.list('')).toEqual(['a.bin', 'b.bin', 'c']);
    expect(await store.list('c')).toEqual(['d', 'f.bin']);
  });

  test('a folder of files takes the place of one that is there', async () => {
    const store = empty();
    await store.writeFolder('steps/1', { 'state.json': bytes('{}'), 'encoder/weights.bin': bytes('old') });
    await store.writeFolder('steps/1', { 'encoder/weights.bin': bytes('new') });
    expect(await store.list('steps')).toEqual(['1']);
    expect(await store.list('steps/1')).toEqual(['encoder']);
    expect(await read(store, 'steps/1/encoder/weights.bin')).toBe('new');
  });

  test('a file or a whole folder is removed, and nothing beside it', async () => {
    const store = empty();
    for (const path of ['steps/1/a', 'steps/1/b/c', 'steps/10/a', 'steps/2'])
      await store.write(path, bytes(path));
    await store.remove('steps/1');
    await store.remove('steps/2');
    expect(await store.list('steps')).toEqual(['10']);
  });

  test('JSON comes back as it was, and what is none is refused by its name', async () => {
    const store = empty();
    const value = { people: ['美咲', 'zoë'], steps: 3 };
    await store.write('config.json', formatJson(value));
    expect(await readJson(store, 'config.json', 1000)).toEqual(value);
    await store.write('config.json', bytes('{"steps": '));
    await expect(readJson(store, 'config.json', 1000)).rejects.toThrow(
      `${store.locate('config.json')} is not JSON`,
    );
  });
}
