import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { compare, random, TOLERANCE, useWasm } from './backends.ts';

describe('Adam', () => {
  /** A few steps on fixed gradients; weights and moments in the end. */
  const steps = (count: number) => () => {
    const w = tf.variable(random([7, 5], 1), true, `adam-${tf.getBackend()}-${count}`);
    const optimizer = tf.train.adam(0.01, 0.6, 0.98, 1e-6);
    for (let i = 0; i < count; i++)
      optimizer.applyGradients([{ name: w.name, tensor: random([7, 5], 10 + i) }]);
    const result = tf.clone(w);
    w.dispose();
    optimizer.dispose();
    return [result];
  };

  it('takes the steps of the stock optimizer', async () => {
    for (const count of [1, 2, 25]) {
      const errors = await compare(steps(count));
      expect(errors[0], `${count} steps`).toBeLessThan(TOLERANCE);
    }
  });

  it('leaves a variable alone that the loss does not depend on', async () => {
    const errors = await compare(() => {
      const [used, unused] = [1, 2].map((seed) => tf.variable(random([4], seed))) as [
        tf.Variable,
        tf.Variable,
      ];
      const optimizer = tf.train.adam(0.01);
      for (let i = 0; i < 3; i++) {
        optimizer.minimize(() => tf.sum(tf.square(used)), false, [used, unused]);
      }
      const results = [used, unused].map((variable) => tf.clone(variable));
      tf.dispose([used, unused]);
      optimizer.dispose();
      return results;
    });
    for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
    expect(errors).toHaveLength(2);
  });

  it('refuses a gradient or a moment of another shape, by name', async () => {
    await useWasm();
    const [small, large] = [[2], [3]].map((shape, i) =>
      tf.tidy(() => tf.variable(tf.ones(shape), true, `shape-${i}`)),
    ) as [tf.Variable, tf.Variable];
    const optimizer = tf.train.adam(0.01);
    const step = (variable: tf.Variable, shape: number[]) => {
      tf.tidy(() => {
        optimizer.applyGradients([{ name: variable.name, tensor: tf.ones(shape) }]);
      });
    };
    step(small, [2]);
    expect(() => {
      step(large, [3]);
    }).toThrow(/Adam cannot change shape-1, of shape \[3\]/);
    expect(() => {
      step(small, [1]);
    }).toThrow(/Adam cannot change shape-0, of shape \[2\], by .* of shape \[1\]/);
    tf.dispose([small, large]);
    optimizer.dispose();
  });

  it('takes the same steps, to the byte, when its state is saved and restored', async () => {
    await useWasm();
    const train = async (interrupted: boolean): Promise<Float32Array> => {
      const w = tf.variable(tf.tidy(() => random([9], 1)));
      let optimizer = tf.train.adam(0.01, 0.5, 0.999, 1e-7);
      for (let i = 0; i < 12; i++) {
        if (interrupted && i === 5) {
          const saved = (await optimizer.getWeights()).map(({ name, tensor }) => ({
            name,
            tensor: tensor.clone(),
          }));
          optimizer.dispose();
          optimizer = tf.train.adam(0.01, 0.5, 0.999, 1e-7);
          await optimizer.setWeights(saved);
          tf.dispose(saved.map(({ tensor }) => tensor));
        }
        tf.tidy(() => {
          optimizer.applyGradients([{ name: w.name, tensor: random([9], 10 + i) }]);
        });
      }
      const values = Float32Array.from(w.dataSync());
      w.dispose();
      optimizer.dispose();
      return values;
    };
    expect(await train(true)).toEqual(await train(false));
  });

  it('leaves a copy of its moments as it was', async () => {
    await useWasm();
    const w = tf.variable(tf.tidy(() => random([4], 1)));
    const optimizer = tf.train.adam(0.01);
    const step = () => {
      tf.tidy(() => {
        optimizer.applyGradients([{ name: w.name, tensor: tf.ones([4]) }]);
      });
    };
    step();
    const copy = (await optimizer.getWeights())[1].tensor.clone();
    const before = Float32Array.from(copy.dataSync());
    step();
    expect(Float32Array.from(copy.dataSync())).toEqual(before);
    tf.dispose([copy, w]);
    optimizer.dispose();
  });
});

afterAll(() => {
  tf.disposeVariables();
});
