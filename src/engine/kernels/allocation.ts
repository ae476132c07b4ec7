import { JanusError } from '../../errors.ts';

/**
 * What Emscripten's module of the `wasm` backend allocates with: all memory that its tensors take comes from
 * here.
 */
export interface Allocator {
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

/** An address of WebAssembly's 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;

const guarded = new WeakSet<Allocator['_malloc']>();

/**
 * Makes an allocation that fails throw. The backend does not check its allocations: it writes to address 0,
 * which damages the module's own data, and reads past the heap's end. May be called again.
 *
 * @param module whose `_malloc` will throw a JanusError where no memory is left
 */
export function guardAllocation(module: Allocator): void {
  if (guarded.has(module._malloc)) return;
  // Emscripten puts another function in its place at the first call.
  module._free(module._malloc(1));
  const malloc = module._malloc;
  const checked = (bytes: number): number => {
    // A size of more than 32 bits would be cut to its lowest.
    const address = bytes > MOST_BYTES ? 0 : malloc(bytes);
    if (address === 0 && bytes > 0) throw noneLeft(bytes);
    return address;
  };
  guarded.add(checked);
  module._malloc = checked;
}

const noneLeft = (bytes: number): JanusError =>
  new JanusError(
    `WebAssembly has no ${Math.ceil(bytes / 2 ** 20)} MB left.`,
    'Use a smaller batch, or a smaller preset.',
  );
