/** A number of a report; null and nothing where there is nothing to tell. */
export type Value = number | null | undefined;

const said = (value: Value, say: (value: number) => string): string =>
  value === null || value === undefined
    ? 'n/a'
    : say(value)
        .replace(/^-(?=[0.]*(?:[^\d.]|$))/, '')
        .replace('-', '−');

/** 0.714 → 71 % */
export const percent = (value: Value): string => said(value, (part) => `${(100 * part).toFixed(0)}\u00a0%`);
/** An error on a scale of 0 to 255. */
export const levels = (value: Value): string => said(value, (error) => error.toFixed(1));
export const decibels = (value: Value): string => said(value, (ratio) => `${ratio.toFixed(1)}\u00a0dB`);
export const hundredths = (value: Value): string => said(value, (number) => number.toFixed(2));
export const thousandths = (value: Value): string => said(value, (number) => number.toFixed(3));
