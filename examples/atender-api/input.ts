/** What requests send, held to a shape before a handler sees it. */
import type { Context } from 'hono';
import { z } from 'zod';
import { badRequest, notFound } from './problem.js';

/** A text that PostgreSQL can store, which is any without U+0000. */
export const text = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .refine((value) => !value.includes('\0'), 'must not have a null character');

function held<Value>(shape: z.ZodType<Value>, sent: unknown): Value {
  const read = shape.safeParse(sent);
  if (!read.success) throw badRequest(z.prettifyError(read.error));
  return read.data;
}

/** The JSON body of a request. */
export async function bodyOf<Body>(c: Context, shape: z.ZodType<Body>): Promise<Body> {
  const sent: unknown = await c.req.json().catch((error: unknown) => {
    if (error instanceof SyntaxError) throw badRequest('The body is not JSON.');
    throw error;
  });
  return held(shape, sent);
}

/** The words to look for, in a query. */
export const wordsIn = (c: Context): string => held(text, c.req.query('q'));

const rowNumber = z.coerce.number().int().min(1).max(2_147_483_647);

/** The number of a row in a path. What cannot be one is of no row. */
export function numberIn(parameter: string): number {
  const number = rowNumber.safeParse(parameter);
  if (!number.success) throw notFound(`There is nothing numbered ${parameter}.`);
  return number.data;
}
