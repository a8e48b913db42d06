/** The API that every adapter serves, with one key for each thing that can be wrong with a key. */
import { authenticated, defineRoutes, defineScopes, type Grant, mount, open } from 'scopeproof';
import { definition } from '../support/atender.js';

const atender = defineScopes('atender', definition);

export const api = defineRoutes(atender, {
  ...mount(atender, '/api/v1/kb', 'knowledge'),
  'GET /api/v1/contacts/:id': 'contacts:read',
  'POST /api/v1/contacts': 'contacts:write',
  'POST /api/v1/contacts/:id/tags': atender.allOf('contacts:write', 'tags:read'),
  'GET /api/v1/search': atender.anyOf('knowledge:read', atender.allOf('contacts:read', 'tags:read')),
  // Servers disagree on which paths are the first of these.
  'GET /api/v1/files/(all)': 'contacts:write',
  'GET /api/v1/files/:name': 'contacts:read',
  // Text beside a parameter, a colon that is text, a slash at the end.
  'GET /api/v1/reports/:id.json': 'contacts:read',
  'GET /api/v1/reports/': 'tags:read',
  'POST /api/v1/reports/:id:purge': 'contacts:write',
  'GET /api/v1/contacts:count': 'contacts:read',
  'GET /@:user': 'contacts:read',
  'GET /api/v1/me': authenticated,
  'GET /health': open,
});

export type Route = (typeof api.routes)[number];

interface Row {
  readonly scopes: string | readonly string[];
  readonly revoked?: boolean;
}

const keys = new Map<string, Row>([
  ['nothing', { scopes: '' }],
  ['reader', { scopes: 'contacts:read' }],
  ['writer', { scopes: 'contacts:write' }],
  ['writer-and-tagger', { scopes: ['contacts:write', 'tags:read'] }],
  ['basic', { scopes: atender.bundle('basic') }],
  ['librarian', { scopes: 'knowledge:read' }],
  ['misspelt', { scopes: 'contacts:raed * basic' }],
  ['renamed', { scopes: 'people:read' }],
  ['revoked', { scopes: 'contacts:write', revoked: true }],
]);

/** What is stored for a token, as a database would give it. */
export async function scopesOf(token: string | undefined): Promise<Row['scopes'] | undefined> {
  if (token === 'broken') throw new Error('the store of keys is down');
  const row = keys.get(token ?? '');
  return row?.revoked ? undefined : row?.scopes;
}

/** How every adapter words its refusals. */
export const wording = {
  realm: 'atender',
  resourceMetadata: 'https://api.example.com/.well-known/oauth-protected-resource',
} as const;

/** What every handler answers: what it was given. */
export const seen = (
  route: string,
  grant: Grant<'atender', never>,
  params: Readonly<Record<string, string>>,
): Seen => ({
  route,
  held: String(grant),
  params: { ...params },
});

export interface Seen {
  readonly route: string;
  readonly held: string;
  readonly params: Readonly<Record<string, string>>;
}

/** The limit of a request's headers, so that a long path gets as far as the guard. */
export const maxHeaderSize = 64 * 1024;

/** A server that listens. */
export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * What stands before the handlers: the guard of the whole table, that of each route, or first the one and then the other.
 * Where it is `requirement`, handlers state what they require, and the framework reads paths as it likes.
 */
export type Guarded = 'table' | 'route' | 'both' | 'requirement';
