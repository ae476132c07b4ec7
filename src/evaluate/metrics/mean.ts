/** The running mean of numbers; those that are not finite are left out. */
export class Mean {
  #sum = 0;
  #count = 0;

  /** @param value NaN or ±Infinity where there is nothing to measure. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#sum += value;
    this.#count++;
  }

  /** Null, which JSON can hold, if there are no numbers. */
  get value(): number | null {
    return this.#count > 0 ? this.#sum / this.#count : null;
  }
}

/** A number as JSON can hold it: null if it is not finite. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
