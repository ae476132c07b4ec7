/** Sets `count` floats to zero. */
export function clear(address: usize, count: i32): void {
  memory.fill(address, 0, (<usize>count) << 2);
}

/** Copies `count` floats. */
export function copy(from: usize, to: usize, count: i32): void {
  memory.copy(to, from, (<usize>count) << 2);
}
