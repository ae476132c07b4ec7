import { describe } from 'vitest';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';
import { testStore } from '../store-contract.ts';

describe('a store in memory', () => {
  testStore(() => new MemoryStore());
});
