/** What every adapter has to answer, in the same words. */
import type { Problem } from 'scopeproof/http';
import type { Seen } from './api.js';

export interface Case {
  readonly name: string;
  /** The lines of the request. */
  readonly lines: readonly string[];
  readonly answer: Allowed | Denied;
}

/** The handler of the route answers. */
export interface Allowed {
  readonly status: 200;
  /** What it was given; nothing comes back for `HEAD`. */
  readonly seen: Seen | undefined;
}

/** A refusal; a server that does not understand the request refuses it without the guard, and without a problem. */
export interface Denied {
  readonly status: number;
  readonly challenge?: string;
  readonly problem?: Problem;
}

const realm = 'realm="atender"';
const metadata = 'resource_metadata="https://api.example.com/.well-known/oauth-protected-resource"';

const unauthorized: Denied = {
  status: 401,
  challenge: `Bearer ${realm}, ${metadata}`,
  problem: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'A key is needed.' },
};
const invalidToken: Denied = {
  status: 401,
  challenge: `Bearer ${realm}, error="invalid_token", ${metadata}`,
  problem: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'The key is not valid.' },
};
const notFound: Denied = {
  status: 404,
  problem: { type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is no such route.' },
};
const lacks = (
  scope: string,
  {
    required = [scope.split(' ')],
    missing,
    held,
  }: { required?: string[][]; missing: string[]; held: string[] },
): Denied => ({
  status: 403,
  challenge: `Bearer ${realm}, error="insufficient_scope", scope="${scope}", ${metadata}`,
  problem: {
    type: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
    title: 'Insufficient scope',
    status: 403,
    detail: `The key lacks ${missing.join(', ')}.`,
    required,
    missing,
    held,
  },
});
const allowed = (route: string, held: string, params: Seen['params'] = {}): Allowed => ({
  status: 200,
  seen: { route, held, params },
});

/** A request with a key. */
const as = (token: string, target: string, ...more: string[]): string[] => [
  `${target} HTTP/1.1`,
  `Authorization: Bearer ${token}`,
  ...more,
];
const show = 'GET /api/v1/contacts/42';
const shown = allowed('GET /api/v1/contacts/:id', 'contacts:read', { id: '42' });
const either = [['knowledge:read'], ['contacts:read', 'tags:read']];

export const cases: readonly Case[] = [
  // -- who asks
  { name: 'no key', lines: [`${show} HTTP/1.1`], answer: unauthorized },
  {
    name: 'malformed: another scheme',
    lines: [`${show} HTTP/1.1`, 'Authorization: Basic azpw'],
    answer: unauthorized,
  },
  { name: 'malformed: no token', lines: [`${show} HTTP/1.1`, 'Authorization: Bearer'], answer: unauthorized },
  { name: 'malformed: two tokens', lines: as('reader reader', show), answer: unauthorized },
  {
    name: 'malformed: two headers',
    lines: as('reader', show, 'Authorization: Bearer reader'),
    answer: unauthorized,
  },
  { name: 'malformed: a comma', lines: as('reader,', show), answer: unauthorized },
  { name: 'unknown', lines: as('nobody', show), answer: invalidToken },
  {
    name: 'unknown, named like a member of every object',
    lines: as('constructor', show),
    answer: invalidToken,
  },
  { name: 'revoked', lines: as('revoked', show), answer: invalidToken },
  {
    name: 'the scheme in another case',
    lines: [`${show} HTTP/1.1`, 'authorization: bEARER  reader'],
    answer: shown,
  },
  {
    name: 'a header named get',
    lines: as('reader', show, 'get: out', 'raw: x', 'headers: y'),
    answer: shown,
  },
  { name: 'a key that cannot be looked up', lines: as('broken', show), answer: { status: 500 } },

  // -- what the key holds
  {
    name: 'no scopes',
    lines: as('nothing', show),
    answer: lacks('contacts:read', { missing: ['contacts:read'], held: [] }),
  },
  {
    name: 'under-scoped',
    lines: as('librarian', show),
    answer: lacks('contacts:read', { missing: ['contacts:read'], held: ['knowledge:read'] }),
  },
  {
    name: 'read for write',
    lines: as('reader', 'POST /api/v1/contacts'),
    answer: lacks('contacts:write', { missing: ['contacts:write'], held: ['contacts:read'] }),
  },
  { name: 'exactly scoped', lines: as('reader', show), answer: shown },
  {
    name: 'write for read',
    lines: as('writer', show),
    answer: allowed('GET /api/v1/contacts/:id', 'contacts:write', { id: '42' }),
  },
  {
    name: 'a bundle',
    lines: as('basic', show),
    answer: allowed('GET /api/v1/contacts/:id', 'contacts:read tags:read', { id: '42' }),
  },
  {
    name: 'unknown stored scopes, a pattern and the name of a bundle',
    lines: as('misspelt', show),
    answer: lacks('contacts:read', { missing: ['contacts:read'], held: [] }),
  },
  { name: 'a deprecated stored scope', lines: as('renamed', show), answer: shown },

  // -- requirements
  {
    name: 'any of: the one',
    lines: as('librarian', 'GET /api/v1/search?q=ada'),
    answer: allowed('GET /api/v1/search', 'knowledge:read'),
  },
  {
    name: 'any of: the other',
    lines: as('basic', 'GET /api/v1/search'),
    answer: allowed('GET /api/v1/search', 'contacts:read tags:read'),
  },
  {
    name: 'any of: neither, the first nearest',
    lines: as('nothing', 'GET /api/v1/search'),
    answer: lacks('knowledge:read', { required: either, missing: ['knowledge:read'], held: [] }),
  },
  {
    name: 'any of: neither, as near as each other',
    lines: as('reader', 'GET /api/v1/search'),
    answer: lacks('knowledge:read', {
      required: either,
      missing: ['knowledge:read'],
      held: ['contacts:read'],
    }),
  },
  {
    name: 'all of: both',
    lines: as('writer-and-tagger', 'POST /api/v1/contacts/42/tags'),
    answer: allowed('POST /api/v1/contacts/:id/tags', 'contacts:write tags:read', { id: '42' }),
  },
  {
    name: 'all of: one',
    lines: as('writer', 'POST /api/v1/contacts/42/tags'),
    answer: lacks('contacts:write tags:read', {
      missing: ['tags:read'],
      held: ['contacts:read', 'contacts:write'],
    }),
  },
  { name: 'authenticated', lines: as('nothing', 'GET /api/v1/me'), answer: allowed('GET /api/v1/me', '') },
  { name: 'authenticated, without a key', lines: ['GET /api/v1/me HTTP/1.1'], answer: unauthorized },
  { name: 'open', lines: ['GET /health HTTP/1.1'], answer: allowed('GET /health', '') },
  {
    name: 'open, with a key that is none',
    lines: as('nobody', 'GET /health'),
    answer: allowed('GET /health', ''),
  },
  { name: 'open, with a key', lines: as('writer', 'GET /health'), answer: allowed('GET /health', '') },

  // -- methods
  { name: 'an unlisted method', lines: as('writer', 'DELETE /api/v1/contacts/42'), answer: notFound },
  {
    name: 'HEAD of what lists GET alone',
    lines: as('reader', 'HEAD /api/v1/contacts/42'),
    answer: { status: 200, seen: undefined },
  },
  {
    name: 'HEAD of what lists it too',
    lines: as('librarian', 'HEAD /api/v1/kb/articles/7'),
    answer: { status: 200, seen: undefined },
  },
  {
    name: 'HEAD without the scope',
    lines: as('reader', 'HEAD /api/v1/kb/articles/7'),
    answer: lacks('knowledge:read', { missing: ['knowledge:read'], held: ['contacts:read'] }),
  },
  { name: 'HEAD without a key', lines: ['HEAD /api/v1/kb/articles/7 HTTP/1.1'], answer: unauthorized },
  { name: 'OPTIONS', lines: as('writer', 'OPTIONS /api/v1/contacts/42'), answer: notFound },
  { name: 'TRACE', lines: as('writer', 'TRACE /api/v1/contacts/42'), answer: notFound },
  { name: 'a method in mixed case', lines: as('writer', 'gEt /api/v1/contacts/42'), answer: { status: 400 } },

  // -- paths
  ...['cus%5F1', 'cus_1', 'cu%73%5f%31'].map((spelled) => ({
    name: `an encoded unreserved character: ${spelled}`,
    lines: as('reader', `GET /api/v1/contacts/${spelled}`),
    answer: allowed('GET /api/v1/contacts/:id', 'contacts:read', { id: 'cus_1' }),
  })),
  {
    name: 'text after a parameter',
    lines: as('reader', 'GET /api/v1/reports/7%20a.b.json'),
    answer: allowed('GET /api/v1/reports/:id.json', 'contacts:read', { id: '7 a.b' }),
  },
  { name: 'no such text', lines: as('reader', 'GET /api/v1/reports/7.xml'), answer: notFound },
  { name: 'text alone', lines: as('reader', 'GET /api/v1/reports/.json'), answer: notFound },
  { name: 'encoded text', lines: as('reader', 'GET /api/v1/reports/7%2Ejson'), answer: notFound },
  {
    name: 'a colon after a parameter',
    lines: as('writer', 'POST /api/v1/reports/7:purge'),
    answer: allowed('POST /api/v1/reports/:id:purge', 'contacts:write', { id: '7' }),
  },
  { name: 'the same, encoded', lines: as('writer', 'POST /api/v1/reports/7%3Apurge'), answer: notFound },
  {
    name: 'a colon in text',
    lines: as('reader', 'GET /api/v1/contacts:count'),
    answer: allowed('GET /api/v1/contacts:count', 'contacts:read'),
  },
  { name: 'other text after it', lines: as('reader', 'GET /api/v1/contacts:list'), answer: notFound },
  {
    name: 'text before a parameter',
    lines: as('reader', 'GET /@ada'),
    answer: allowed('GET /@:user', 'contacts:read', { user: 'ada' }),
  },
  { name: 'the same, encoded', lines: as('reader', 'GET /%40ada'), answer: notFound },
  {
    name: 'a slash at the end that is declared',
    lines: as('writer-and-tagger', 'GET /api/v1/reports/'),
    answer: allowed('GET /api/v1/reports/', 'contacts:write tags:read'),
  },
  { name: 'without it', lines: as('writer-and-tagger', 'GET /api/v1/reports'), answer: notFound },
  { name: 'an unlisted route', lines: as('writer', 'GET /api/v1/secrets'), answer: notFound },
  { name: 'an unlisted route, without a key', lines: ['GET /api/v1/secrets HTTP/1.1'], answer: notFound },
  { name: 'the root', lines: as('writer', 'GET /'), answer: notFound },
  {
    name: 'a parameter, decoded',
    lines: as('reader', 'GET /api/v1/contacts/ada%40example.com'),
    answer: allowed('GET /api/v1/contacts/:id', 'contacts:read', { id: 'ada@example.com' }),
  },
  {
    name: 'the rest of a path, as it stood there',
    lines: as('librarian', 'GET /api/v1/kb/articles/a%2Cb/7'),
    answer: allowed('GET /api/v1/kb/*', 'knowledge:read', { '*': 'articles/a%2Cb/7' }),
  },
  {
    name: 'a rest with what only looks like a dot segment',
    lines: as('librarian', 'GET /api/v1/kb/..more/.a;b/%25'),
    answer: allowed('GET /api/v1/kb/*', 'knowledge:read', { '*': '..more/.a;b/%25' }),
  },
  {
    name: 'a dot segment with parameters',
    lines: as('librarian', 'GET /api/v1/kb/..;/contacts/42'),
    answer: notFound,
  },
  {
    name: 'dot segments, encoded twice',
    lines: as('librarian', 'GET /api/v1/kb/%252e%252e/contacts/42'),
    answer: notFound,
  },
  {
    name: 'a slash, encoded three times',
    lines: as('librarian', 'GET /api/v1/kb/..%25252fcontacts/42'),
    answer: notFound,
  },
  {
    name: 'a long rest with much to decode',
    lines: as('librarian', `GET /api/v1/kb/${'%25'.repeat(6_000)}252e`),
    answer: notFound,
  },
  { name: 'an encoded slash', lines: as('reader', 'GET /api/v1/contacts%2F42'), answer: notFound },
  {
    name: 'an encoded slash in a parameter',
    lines: as('reader', 'GET /api/v1/contacts/a%2Fb'),
    answer: notFound,
  },
  {
    name: 'the whole address',
    lines: as('reader', 'GET http://elsewhere:80/api/v1/contacts/42'),
    answer: shown,
  },
  {
    name: 'the whole address, its host no host',
    lines: as('reader', 'GET http://else?where/api/v1/contacts/42'),
    answer: notFound,
  },
  { name: 'a trailing slash', lines: as('reader', 'GET /api/v1/contacts/42/'), answer: notFound },
  { name: 'a double slash', lines: as('reader', 'GET /api/v1//contacts/42'), answer: notFound },
  { name: 'a double slash in front', lines: as('reader', 'GET //api/v1/contacts/42'), answer: notFound },
  { name: 'dot segments', lines: as('reader', 'GET /api/v1/kb/../contacts/42'), answer: notFound },
  { name: 'a dot segment', lines: as('reader', 'GET /api/v1/./contacts/42'), answer: notFound },
  {
    name: 'encoded dot segments',
    lines: as('reader', 'GET /api/v1/kb/%2e%2E/contacts/42'),
    answer: notFound,
  },
  { name: 'a dot segment at the end', lines: as('reader', 'GET /api/v1/contacts/42/.'), answer: notFound },
  { name: 'another case', lines: as('reader', 'GET /API/v1/contacts/42'), answer: notFound },
  { name: 'a letter encoded', lines: as('reader', 'GET /api/v1/contact%73/42'), answer: notFound },
  {
    name: 'the more specific of two routes',
    lines: as('writer', 'GET /api/v1/files/(all)'),
    answer: allowed('GET /api/v1/files/(all)', 'contacts:write'),
  },
  {
    name: 'a long path',
    lines: as('reader', `GET /api/v1/contacts/${'4'.repeat(20_000)}`),
    answer: allowed('GET /api/v1/contacts/:id', 'contacts:read', { id: '4'.repeat(20_000) }),
  },
  {
    name: 'a long path that is not listed',
    lines: as('reader', `GET /${'/4'.repeat(10_000)}`),
    answer: notFound,
  },
  {
    name: 'a long path with much to decode',
    lines: as('reader', `GET /api/v1/contacts/${'%25'.repeat(6_000)}`),
    answer: allowed('GET /api/v1/contacts/:id', 'contacts:read', { id: '%'.repeat(6_000) }),
  },

  // -- headers
  { name: 'a long token', lines: as('k'.repeat(20_000), show), answer: invalidToken },
  { name: 'a header of 1 MB', lines: as('k'.repeat(1_000_000), show), answer: { status: 431 } },
];

/** What no server may let through, each refusing it in its own way: some do before any of ours is asked. */
export const refused: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
  { name: 'what does not decode', lines: as('writer', 'GET /api/v1/contacts/%zz') },
  { name: 'what is no UTF-8', lines: as('writer', 'GET /api/v1/contacts/%ff') },
  { name: 'a rest that is no UTF-8', lines: as('librarian', 'GET /api/v1/kb/%ff') },
  { name: 'dot segments in overlong UTF-8', lines: as('librarian', 'GET /api/v1/kb/%c0%ae%c0%ae/x') },
  { name: 'a backslash', lines: as('writer', 'GET /api/v1/kb\\..\\contacts/42') },
  { name: 'a fragment', lines: as('writer', 'GET /api/v1/contacts/42#top') },
  { name: 'a control character, encoded', lines: as('writer', 'GET /api/v1/contacts/4%002') },
  {
    name: 'an address whose host holds a backslash',
    lines: as('writer', 'GET http://else\\where/api/v1/contacts/42'),
  },
  { name: 'an address with a user', lines: as('writer', 'GET http://ada@elsewhere/api/v1/contacts/42') },
  { name: 'no path', lines: as('writer', 'OPTIONS *') },
];

/** Requests that frameworks take for different routes: any of them may answer, to a caller that has what it requires. */
export const readDifferently: readonly Pick<Case, 'name' | 'lines'>[] = [
  { name: 'encoded text beside a parameter', lines: as('reader', 'GET /api/v1/files/%28all%29') },
  { name: 'text in another case beside a parameter', lines: as('reader', 'GET /api/v1/files/(ALL)') },
];
