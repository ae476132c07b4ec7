import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { listenForSignals, stopSignal } from '../../src/cli/stopping.ts';
import { Stopped } from '../../src/errors.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { janusHere, startJanus, until, type Ended } from './run-janus.ts';

const home = scratchFolder();
const TRAIN = ['train', 'faces/mira-training', 'faces/oskar-training', '--preset', 'lightweight'];
const SMALL = ['--batch', '1', '--workers', '1', '--save-every', '0'];

beforeAll(async () => {
  for (const person of ['mira', 'oskar']) {
    await janusHere(
      ['film', person, '--frames', '4', '--size', '32', '--takes', '2', '--workers', '1'],
      home,
    );
    await janusHere(['extract', `clips/${person}-training`, '--landmarks', 'truth', '--workers', '1'], home);
  }
});

const checkpoints = (run: string): string[] => {
  const folder = join(home, run, 'checkpoints');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('step-')) : [];
};

describe.concurrent('a training saves', () => {
  const expectSaved = ({ code, err }: Ended, run: string) => {
    const step = Number(/Stopped at step (\d+); all is saved\./.exec(err)?.[1]);
    expect({ code, saved: checkpoints(run).at(-1) }).toEqual({
      code: 130,
      saved: `step-${String(step).padStart(8, '0')}`,
    });
  };

  test('at a volley of Ctrl-C, as npm and tsx pass it on', async () => {
    const training = startJanus([...TRAIN, ...SMALL, '--steps', '100000', '--out', 'runs/volley'], home);
    await until(() => checkpoints('runs/volley').length > 0, training);
    for (let i = 0; i < 3; i++) {
      training.process.kill('SIGINT');
      await setTimeout(5);
    }
    expectSaved(await training.ended, 'runs/volley');
  });

  test('at the signal of a closed terminal, having shown its progress and the time left', async () => {
    const off = ['--warp', 'off', '--colour-jitter', 'off'];
    const way = [...TRAIN, ...SMALL, ...off, '--minutes', '0.9', '--out', 'runs/closed'];
    const training = startJanus(way, home);
    // A training that reports itself writes a line every five seconds, however slow the machine.
    let shown = '';
    training.process.stderr?.on('data', (data: Buffer) => (shown += data.toString()));
    await until(() => /^Training:.*\n/m.test(shown), training);
    training.process.kill('SIGHUP');
    const ended = await training.ended;
    expectSaved(ended, 'runs/closed');
    expect(ended.err).toMatch(
      /^Training: \d+ % · 0:\d\d left · skill -?\d+ % -?\d+ % · loss 0\.\d{3} 0\.\d{3} · step \d+ · \d+ images\/s$/m,
    );
    const config = JSON.parse(readFileSync(join(home, 'runs', 'closed', 'config.json'), 'utf8')) as unknown;
    expect(config, 'what was switched off is').toMatchObject({
      settings: { warp: 'off', flip: 'preset', affine: 'preset', colourJitter: 'off' },
    });
  });

  test('without anybody who reads its progress or its result', async () => {
    const training = startJanus([...TRAIN, ...SMALL, '--minutes', '0.1', '--out', 'runs/alone'], home);
    await until(() => training.process.stderr!.readableFlowing === true, training);
    training.process.stderr!.once('data', () => training.process.stderr!.destroy());
    training.process.stdout!.destroy();
    const { code, err } = await training.ended;
    expect(err).toMatch(/^Backend: /);
    expect(code).toBe(0);
    expect(checkpoints('runs/alone')).not.toEqual([]);
  });
});

test('stopped before it trains, it leaves no run, and says so', async () => {
  const early = startJanus([...TRAIN, ...SMALL, '--out', 'runs/early'], home);
  early.process.stderr!.once('data', () => early.process.kill('SIGTERM'));
  const { code, err } = await early.ended;
  expect(code).toBe(130);
  expect(err).toMatch(/Stopped\. The training had not begun, so there is no run to go on with/);
  expect(existsSync(join(home, 'runs', 'early'))).toBe(false);
});

test('signals within a second are one request; a later one ends the process at once', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exit');
  });
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = process.listeners('SIGINT');
  try {
    listenForSignals();
    const signal = stopSignal('And so on.');
    process.emit('SIGINT');
    expect(signal.reason).toEqual(new Stopped('Stopped.', 'And so on.'));
    vi.advanceTimersByTime(900);
    process.emit('SIGHUP');
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(() => process.emit('SIGTERM')).toThrow('exit');
    expect(exit).toHaveBeenCalledExactlyOnceWith(130);
  } finally {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      for (const listener of process.listeners(name)) {
        if (!before.includes(listener)) process.off(name, listener);
      }
    }
    write.mockRestore();
    exit.mockRestore();
    vi.useRealTimers();
  }
});

test('a sheet that is being drawn is given up', async () => {
  // Nothing tells when it begins to draw: what is stopped before says no more than that.
  for (let milliseconds = 1500; ; milliseconds *= 2) {
    const drawing = startJanus(['cast', '--seeds', '1-60', '--size', '1024'], home);
    await setTimeout(milliseconds);
    drawing.process.kill('SIGINT');
    const { code, err } = await drawing.ended;
    expect({ code, sheet: existsSync(join(home, 'cast.png')) }).toEqual({ code: 130, sheet: false });
    if (err === 'Stopped.\n') continue;
    expect(err).toMatch(/^Stopped\. Nothing is half written/);
    break;
  }
});
