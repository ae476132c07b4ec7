import { beforeAll, expect, test } from 'vitest';
import type { Preset } from '../../../src/train/autoencoder.ts';
import { iae } from '../../../src/train/models/iae.ts';
import { lightweight } from '../../../src/train/models/lightweight.ts';
import { separateEncoders } from '../../../src/train/models/lightweight.ts';
import { updates, type Update } from '../../../src/train/config/names.ts';
import { parameterGroups, shardingOrder } from '../../../src/train/optimizer/parameter-groups.ts';
import { variablesOf } from '../../../src/nets/variables.ts';
import { useWasm } from '../../engine/backends.ts';
import { networksTrainedBy } from '../models/one-step.ts';

beforeAll(useWasm);

const modelOf = (preset: Preset, people: number) =>
  preset.connect(preset.build({ people, seed: 1, faces: [], start: 'nothing', flip: false, pretrained: {} }));

/** The networks of each group. */
const networksOf = (preset: Preset, update: Update, people = 2) =>
  Object.fromEntries(
    parameterGroups(modelOf(preset, people), people, update).map(({ name, parameters }) => [
      name,
      [...new Set(parameters.map((parameter) => parameter.name.split('/')[0]))],
    ]),
  );

test('joint: what all share is one group, and what each person has alone another', () => {
  expect(networksOf(lightweight, 'joint', 3)).toEqual({
    shared: ['encoder'],
    'person-0': ['decoder-0'],
    'person-1': ['decoder-1'],
    'person-2': ['decoder-2'],
  });
  expect(networksOf(iae, 'joint')).toEqual({
    shared: ['encoder', 'decoder', 'inter-both'],
    'person-0': ['inter-0'],
    'person-1': ['inter-1'],
  });
  expect(networksOf(separateEncoders, 'joint')).toEqual({
    'person-0': ['encoder-0', 'decoder-0'],
    'person-1': ['encoder-1', 'decoder-1'],
  });
});

test('alternating: each person has a group of the shared networks and their own', () => {
  expect(networksOf(lightweight, 'alternating')).toEqual({
    'person-0': ['encoder', 'decoder-0'],
    'person-1': ['encoder', 'decoder-1'],
  });
  expect(networksOf(iae, 'alternating')).toEqual({
    'person-0': ['encoder', 'decoder', 'inter-both', 'inter-0'],
    'person-1': ['encoder', 'decoder', 'inter-both', 'inter-1'],
  });
});

test.each([lightweight, iae, separateEncoders].map((preset) => [preset.help, preset] as const))(
  'the groups of a person are what their loss has gradients for: %s',
  (_, preset) => {
    const model = modelOf(preset, 2);
    for (const update of updates) {
      for (const person of [0, 1]) {
        const reached = parameterGroups(model, 2, update)
          .filter((group) => group.person === 'all' || group.person === person)
          .flatMap(({ parameters }) => parameters.map(({ name }) => name.split('/')[0]));
        expect([...new Set(reached)].sort()).toEqual(networksTrainedBy(model, person).sort());
      }
    }
  },
);

test('workers cut the weights so that what people have alone lies around what all share', () => {
  const model = modelOf(lightweight, 3);
  const networks = shardingOrder(model, 3).map(({ id }) =>
    Object.keys(model.networks).find((name) =>
      variablesOf(model.networks[name]).some((own) => own.id === id),
    ),
  );
  const order = networks.filter((name, i) => name !== networks[i - 1]);
  expect(order).toEqual(['decoder-0', 'encoder', 'decoder-1', 'decoder-2']);
  expect(networks).toHaveLength(4 * 2 + 2 + 3 * (2 + 4 * 2 + 2));
});
