/**
 * Yields to the event loop, so that messages and signals arrive. On WebAssembly `await tensor.data()` does
 * not: its promise is fulfilled already.
 */
export const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
