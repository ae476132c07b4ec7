const SECONDS_BETWEEN = 20;

/** Logs the progress of some work and the time left, in lines. */
export function logProgress(what: string, total: number): (done: number, more?: string) => void {
  const started = performance.now();
  let last = started;
  return (done, more = '') => {
    const now = performance.now();
    if (now - last < 1000 * SECONDS_BETWEEN && done < total) return;
    last = now;
    const elapsed = (now - started) / 1000;
    const left = (elapsed / done) * (total - done);
    console.log(`${what}: ${done} of ${total}, ${elapsed.toFixed(0)} s, ${left.toFixed(0)} s left ${more}`);
  };
}
