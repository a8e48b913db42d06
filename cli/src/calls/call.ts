import { fail } from '../failure.js';
import { readKeyId } from '../readers/key-id.js';

/** A call to the API, as a log holds it. What else a log holds, such as queries and headers, is not read. */
export interface Call {
  /** The id of the key. */
  readonly key: string;
  readonly method: string;
  /** The path without its query, as it stood in the request; or the route, where the log has only that. */
  readonly path: string | { readonly route: string };
  readonly status: number;
  readonly at: Date | undefined;
  /** How many such calls the line stands for. */
  readonly count: number;
}

/** What a reader gives for a line that holds no call of a key, and why. */
export type Skipped = 'without key' | 'without response' | 'no request';

/** Where the parts of a call are, where a log leaves that open. */
export interface CallFields {
  readonly key?: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: string;
  readonly time?: string;
  readonly count?: string;
  readonly route?: string;
}

/** Takes the path out of a request target (RFC 9112 §3.2): no scheme and host, no query. */
export function pathOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const end = path.search(/[?#]/);
  return (end < 0 ? path : path.slice(0, end)) || '/';
}

/**
 * Reads the id of a key; `undefined` for a call without one.
 *
 * @throws Failure for an id that may not be the id that was written.
 */
export const keyOf = (value: unknown, place: string): string | undefined =>
  value === '-' ? undefined : readKeyId(value, (what) => fail(`${place}: ${what}`));

/** Reads a status (RFC 9110 §15): 0 where there was no response, `undefined` for what is none. */
export function statusOf(value: unknown): number | undefined {
  if (value === null || value === '-' || value === '') return 0;
  const status = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  return status === 0 || (status >= 100 && status <= 999) ? status : undefined;
}
