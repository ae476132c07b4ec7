/**
 * Checked before every operation on pixels: reads beyond an array's end would turn into NaN.
 * @throws RangeError if `array` does not hold `length` numbers.
 */
export function expectLength(what: string, array: ArrayLike<unknown>, length: number): void {
  if (array.length !== length)
    throw new RangeError(`The ${what} holds ${array.length} numbers, not ${length}.`);
}
