/** What a request can fail with behind the guard, as a problem document of RFC 9457. */
import type { Context } from 'hono';
import { ScopeEscalationError } from 'scopeproof';

export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: 400 | 403 | 404 | 413 | 500,
    readonly title: string,
    readonly detail: string,
    readonly more: object = {},
  ) {
    super(detail);
  }
}

export const badRequest = (detail: string) => new Problem(400, 'Bad Request', detail);
export const notFound = (detail: string) => new Problem(404, 'Not Found', detail);

/** Gives what was found. */
export function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw notFound(`There is no such ${what}.`);
  return value;
}

export function answerError(error: Error, c: Context): Response {
  const { status, title, detail, more } = problemOf(error);
  return c.body(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }), status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
}

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ScopeEscalationError) {
    const { missing } = error;
    return new Problem(403, 'Scope escalation', `Your own key lacks ${missing.join(', ')}.`, { missing });
  }
  console.error(error);
  return new Problem(500, 'Internal Server Error', 'Something is broken on our side.');
}
