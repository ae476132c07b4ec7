/** Standard output as the one JSON object it must be. */
export const object = (out: string): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;
