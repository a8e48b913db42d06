/** The calls of the fleet, as the server of the API would have logged them. */
import type { FleetKey } from './keys.js';
import type { Random } from './random.js';
import type { Route } from './rules.js';

export interface LoggedCall {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly key: string;
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  readonly status: number;
  /** How many calls these are, one second after the other. */
  readonly count: number;
}

/** The log has three months, from this moment. */
export const logBegins = Date.UTC(2026, 5, 1);
const day = 86_400_000;
const days = 90;

const parameters = ['17', 'cus%5F42', 'J%C3%BCrgen%20M', 'a-b.c', '0190b5c2-3f1e-7c6a-9d7e-2b1f0c9d8e7f'];
const rests = ['', '/1', '/2026/report.pdf', '/J%C3%BCrgen/inbox', '/a/b/c/d'];
// Attachments have a route of their own for one segment.
const longRests = rests.filter((rest) => rest.split('/').length !== 2);
const queries = ['', '', '?page=2', '?expand=all&token=s3cret', '?next=https://example.com/a?b=c'];

/** Paths that a router and the server behind it could read in two ways, and those of scanners. */
const strayPaths = [
  '/api/v1//contacts',
  '/api/v1/contacts/',
  '/api/v1/kb/../contacts',
  '/api/v1/contact%73/17',
  '/api/v1/contacts/%zz',
  '/api/v2/contacts',
  '/wp-login.php',
];

/** A call that says when the log begins, and nothing else. */
export const firstCall = (key: string): LoggedCall => ({
  at: logBegins,
  key,
  method: 'GET',
  target: '/robots.txt',
  status: 404,
  count: 1,
});

function requestOf({ name }: Route, random: Random): readonly [method: string, path: string] {
  const [method = '', path = ''] = name.split(' ');
  const isMounted = path.endsWith('/*');
  const written = path
    .replace(/\/\*$/, () => random.one(path.includes('/attachments/') ? longRests : rests))
    .replace(/:\w+/g, () => random.one(parameters));
  // A mounted surface and an attachment have routes of their own for HEAD.
  const asHead = method === 'GET' && !isMounted && !path.includes('/attachments/') && random.chance(0.1);
  return [asHead ? 'HEAD' : method, written];
}

/** Makes the calls of a key, with how many of them are successful calls of a route. */
export function callsOf(
  { id, called, refused, strays }: FleetKey,
  createdAt: number,
  random: Random,
): { readonly calls: readonly LoggedCall[]; readonly successful: number } {
  const begin = Math.max(createdAt, logBegins);
  const length = Math.floor((logBegins + days * day - begin) / 1000) - 10;
  const log = (method: string, path: string, status: number, count = 1): LoggedCall => ({
    at: begin + random.below(length) * 1000,
    key: id,
    method,
    target: path + random.one(queries),
    status,
    count,
  });
  const successes = called.map((route) => {
    const [method, path] = requestOf(route, random);
    return log(method, path, random.one([200, 200, 200, 201, 204, 302, 304]), 1 + random.below(2));
  });
  const others = refused.map((route) => {
    const [method, path] = requestOf(route, random);
    return log(method, path, random.one([401, 403, 403, 404, 409, 429, 500]));
  });
  const stray = strays || random.chance(0.02);
  return {
    calls: [
      ...successes,
      ...others,
      ...(stray
        ? [log(random.one(['GET', 'POST']), random.one(strayPaths), random.one([200, 301, 404]))]
        : []),
    ],
    successful: successes.reduce((sum, { count }) => sum + count, 0),
  };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Writes the lines of the combined format: one for each call. */
export function combinedLines({ at, key, method, target, status, count }: LoggedCall): string {
  let lines = '';
  for (let i = 0; i < count; i++) {
    const iso = new Date(at + i * 1000).toISOString();
    const moment = `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
    lines += `203.0.113.7 - ${key} [${moment}] "${method} ${target} HTTP/1.1" ${status} 512 "-" "client/2.1"\n`;
  }
  return lines;
}

/** Writes a line of JSON, which may stand for several calls. */
export const jsonLine = ({ at, key, method, target, status, count }: LoggedCall): string =>
  `${JSON.stringify({ time: new Date(at).toISOString(), key, method, path: target, status, count })}\n`;
