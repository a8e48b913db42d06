/** What requests send, held to a shape before a handler sees it. */
import type { Context } from 'hono';
import { z } from 'zod';
import { decode } from '../atender/path.js';
import { badRequest, cut, notFound } from './problem.js';

/** What no text may have: PostgreSQL stores no U+0000, and UTF-8 has no lone surrogates. */
const unstorable = /[\0\p{Surrogate}]/u;

/** A text of 1 to `longest` characters, without the spaces around it. */
export const textUpTo = (longest: number) =>
  z
    .string()
    .max(longest)
    .trim()
    .min(1)
    .refine((text) => !unstorable.test(text), 'Must have neither a null character nor a lone surrogate');

/** A list of `least` to `most` items. The items of a longer one are not looked at. */
export const listOf = <Item>(item: z.ZodType<Item>, { least = 0, most }: { least?: number; most: number }) =>
  z.array(z.unknown()).min(least).max(most).pipe(z.array(item));

/** A name that stands in a path as one segment, in one spelling. */
export const pathName = z
  .string()
  .max(100)
  .regex(
    /^[\p{L}\d](?:[\p{L}\d .-]*[\p{L}\d])?$/u,
    'Must be letters and digits, with spaces, dots or hyphens between',
  )
  .refine((name) => name === name.normalize('NFC'), 'Must be in the form NFC of Unicode');

/** The largest number of a row. */
export const lastRow = 2_147_483_647;

const mostIssues = 20;
const longestText = 200;

function held<Value>(what: 'body' | 'path' | 'query', shape: z.ZodType<Value>, sent: unknown): Value {
  const read = shape.safeParse(sent);
  if (read.success) return read.data;
  const { issues } = read.error;
  throw badRequest(`The ${what} is invalid.`, {
    issues: issues.slice(0, mostIssues).map(({ path, message }) => ({
      at: cut(z.core.toDotPath(path), longestText),
      message: cut(message, longestText),
    })),
    omittedIssues: Math.max(0, issues.length - mostIssues),
  });
}

/** The JSON body of a request. */
export async function bodyOf<Body>(c: Context, shape: z.ZodType<Body>): Promise<Body> {
  return held('body', shape, jsonIn(await c.req.arrayBuffer()));
}

function jsonIn(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw badRequest('The body is not JSON in UTF-8.');
  }
}

const search = z.object({ q: textUpTo(200) });

/** The words to look for, in a query. */
export function wordsIn(c: Context): string {
  if (decode(new URL(c.req.url).search) === undefined) throw badRequest('The query is not UTF-8.');
  return held('query', search, c.req.query()).q;
}

/** The number of a row in a path, in its one spelling. What cannot be one is of no row. */
export function numberIn(parameter: string): number {
  const number = /^[1-9]\d{0,9}$/.test(parameter) ? Number(parameter) : 0;
  if (number < 1 || number > lastRow) throw notFound('There is no row of that number.');
  return number;
}

/** The name of a tag or a dashboard, in a path. */
export const nameIn = (parameter: string): string =>
  held('path', z.object({ name: pathName }), { name: parameter }).name;
