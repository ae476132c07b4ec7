import { z } from 'zod';
import { Random } from '../../src/index.ts';

/** A field of a schema that is no object itself, and the way to it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
}

/** Every field of an object schema, depth first; of an optional object too. */
export function leaves(schema: z.ZodType, path: readonly string[] = []): Leaf[] {
  if (schema instanceof z.ZodOptional) return leaves(schema.unwrap() as z.ZodType, path);
  if (!(schema instanceof z.ZodObject)) return [{ path, schema }];
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, field]) =>
    leaves(field, [...path, key]),
  );
}

/**
 * A value drawn from everything that a schema allows, its limits included: the samplers draw likely faces,
 * this draws possible ones. What is optional is left out.
 */
export function anyValue<Schema extends z.ZodType>(schema: Schema, random: Random): z.infer<Schema> {
  return draw(schema, random) as z.infer<Schema>;
}

function draw(schema: z.ZodType, random: Random): unknown {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.ZodType> = schema.shape;
    const required = Object.entries(shape).filter(([, field]) => !(field instanceof z.ZodOptional));
    return Object.fromEntries(required.map(([key, field]) => [key, draw(field, random)]));
  }
  if (schema instanceof z.ZodNumber) {
    const { low, high } = limits(schema);
    const t = random.pick([0, 1, ...Array.from({ length: 8 }, () => random.unit())]);
    const value = t === 1 ? high : low + (high - low) * t;
    return isWhole(schema) ? Math.round(value) : value;
  }
  if (schema instanceof z.ZodEnum) return random.pick(schema.options);
  if (schema instanceof z.ZodUnion) return draw(random.pick(schema.options as z.ZodType[]), random);
  if (schema instanceof z.ZodLiteral) return random.pick([...schema.values]);
  if (schema instanceof z.ZodString) {
    return `#${(0x1000000 + random.integer(0x1000000)).toString(16).slice(1)}`; // every string is a colour
  }
  throw new Error(`anyValue knows no ${schema.def.type}`);
}

/** The range of a number's schema. */
export function limits(schema: z.ZodNumber): { low: number; high: number } {
  const { minValue: low, maxValue: high } = schema;
  if (low === null || high === null) throw new Error('a number without a range');
  return { low, high };
}

export const isWhole = (schema: z.ZodNumber): boolean => Boolean(schema.format);
