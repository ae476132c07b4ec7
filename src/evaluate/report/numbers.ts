/** A number of a report; null or undefined if there is none. */
export type Value = number | null | undefined;

/** With a minus sign in place of a hyphen, and none before zero. */
const written = (value: Value, format: (value: number) => string): string =>
  value === null || value === undefined
    ? '–'
    : format(value)
        .replace(/^-(?=[0.]*(?:[^\d.]|$))/, '')
        .replace('-', '−');

/** 0.714 → 71 % */
export const percent = (value: Value): string =>
  written(value, (part) => `${(100 * part).toFixed(0)}\u00a0%`);
/** An error on a scale of 0 to 255. */
export const levels = (value: Value): string => written(value, (error) => error.toFixed(1));
export const decibels = (value: Value): string => written(value, (ratio) => `${ratio.toFixed(1)}\u00a0dB`);
export const hundredths = (value: Value): string => written(value, (number) => number.toFixed(2));
export const thousandths = (value: Value): string => written(value, (number) => number.toFixed(3));
