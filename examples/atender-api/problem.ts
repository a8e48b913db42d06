/** What a request can fail with behind the guard, as a problem document of RFC 9457. */
import type { Context } from 'hono';
import { ScopeEscalationError } from 'scopeproof';
import { type Refusal, refusals } from 'scopeproof/http';

export const realm = 'atender';

export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: 400 | 403 | 404 | 409 | 413 | 500,
    readonly title: string,
    readonly detail: string,
    readonly more: object = {},
  ) {
    super(detail);
  }
}

/** A key that is no longer valid, found behind the guard. The answer is that of the guard. */
export class InvalidKey extends Error {
  override readonly name = 'InvalidKey';
  readonly refusal: Refusal = refusals({ realm }).invalidToken;
}

export const badRequest = (detail: string, more?: object) => new Problem(400, 'Bad Request', detail, more);
export const notFound = (detail: string) => new Problem(404, 'Not Found', detail);

/** Gives what was found. */
export function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw notFound(`There is no such ${what}.`);
  return value;
}

/** A text of at most so many characters, and an ellipsis where there were more. */
export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest).replace(/\p{Surrogate}$/u, '')}…`;

export function answerError(error: Error, c: Context): Response {
  if (error instanceof InvalidKey) {
    const { status, headers, body } = error.refusal;
    return c.body(JSON.stringify(body), status, headers);
  }
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
