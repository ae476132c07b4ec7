/**
 * What guards every operation on pixels: an array of another length would be read beyond its end and turn
 * into NaN.
 * @throws RangeError if `array` does not hold `length` numbers.
 */
export function expectLength(what: string, array: ArrayLike<unknown>, length: number): void {
  if (array.length !== length)
    throw new RangeError(`The ${what} holds ${array.length} numbers, not ${length}.`);
}
