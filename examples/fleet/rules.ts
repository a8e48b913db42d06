/**
 * The rules of Atender, written out by hand a second time. What the fleet is expected to show comes from here, and
 * never from the library: else a fault of the library would be in the expectation, too.
 */

/** Sets of scopes, of which a caller has to hold one whole. */
export type Needs = readonly (readonly string[])[];

export interface Route {
  /** As the table of routes has it: `GET /api/v1/tags`. */
  readonly name: string;
  readonly needs: Needs;
}

/** A name that is stored for a key, with the scopes that it names now and in the next version. */
export interface StoredName {
  readonly text: string;
  readonly now: readonly string[];
  readonly next: readonly string[];
}

export const surfaces = [
  'knowledge conversations contacts tags analytics users settings search bulk webhooks channels automations',
  'agents snippets sla attachments notifications teams csat status',
].flatMap((line) => line.split(' '));

/** Write implies read, and nothing implies anything else. */
export function held(scopes: Iterable<string>): ReadonlySet<string> {
  const holds = new Set(scopes);
  for (const scope of [...holds]) if (scope.endsWith(':write')) holds.add(scope.replace(/write$/, 'read'));
  return holds;
}

/** Leaves out each `read` beside the `write` of its surface. */
export const withoutImplied = (scopes: ReadonlySet<string>): string[] =>
  [...scopes].filter((scope) => !(scope.endsWith(':read') && scopes.has(scope.replace(/:read$/, ':write'))));

/** Bundles, as their scopes are stored for a key. */
export const bundles = {
  basic: ['contacts:read', 'conversations:read', 'tags:read'],
  analytics_only: ['analytics:read', 'conversations:read'],
  integration: [
    'knowledge:read',
    'conversations:write',
    'contacts:write',
    'tags:write',
    'attachments:write',
    'search:read',
  ],
  read_all: surfaces.map((surface) => `${surface}:read`),
  write_all: surfaces.map((surface) => `${surface}:write`),
  full_access: surfaces.flatMap((surface) => [`${surface}:read`, `${surface}:write`]),
} satisfies Record<string, readonly string[]>;

/** Old names of scopes, which the fleet adds to the vocabulary of the example. */
export const oldNames: Readonly<Record<string, readonly string[]>> = {
  labels: ['tags:read'],
  'labels:manage': ['tags:write'],
  'kb:read': ['knowledge:read'],
  'kb:write': ['knowledge:write'],
  crm: ['contacts:write', 'tags:read'],
};

/** The next version: `snippets` is `macros`, and keeps its old names; `sla` is `promises`, and does not. */
const nextScope = (scope: string): readonly string[] => {
  const [surface = '', action = ''] = scope.split(':');
  if (surface === 'sla') return [];
  return [surface === 'snippets' ? `macros:${action}` : scope];
};

export const storedScope = (scope: string): StoredName => ({
  text: scope,
  now: [scope],
  next: nextScope(scope),
});
export const storedOldName = (name: string): StoredName => ({
  text: name,
  now: oldNames[name] ?? [],
  next: oldNames[name] ?? [],
});
/** A name that no version knows. */
export const storedUnknown = (name: string): StoredName => ({ text: name, now: [], next: [] });
/** A scope that only the next version has. */
export const storedEarly = (name: string): StoredName => ({ text: name, now: [], next: [name] });

const single = (scope: string): Needs => [[scope]];

const methods = { GET: 'read', HEAD: 'read', POST: 'write', PUT: 'write', PATCH: 'write', DELETE: 'write' };
const mounted = (path: string, surface: string): Route[] =>
  Object.entries(methods).map(([method, action]) => ({
    name: `${method} /api/v1/${path}/*`,
    needs: single(`${surface}:${action}`),
  }));

/** Routes that need one scope: those that the keys of the fleet are mostly for. */
export const plainRoutes: readonly Route[] = [
  ...Object.entries({
    'GET /api/v1/conversations': 'conversations:read',
    'GET /api/v1/conversations/:id': 'conversations:read',
    'GET /api/v1/conversations/:id/messages': 'conversations:read',
    'POST /api/v1/conversations': 'conversations:write',
    'POST /api/v1/conversations/:id/messages': 'conversations:write',
    'PATCH /api/v1/conversations/:id': 'conversations:write',
    'PUT /api/v1/conversations/:id/assignee': 'conversations:write',
    'GET /api/v1/contacts': 'contacts:read',
    'GET /api/v1/contacts/:id': 'contacts:read',
    'POST /api/v1/contacts': 'contacts:write',
    'PUT /api/v1/contacts/:id/fields/:field': 'contacts:write',
    'GET /api/v1/tags': 'tags:read',
    'GET /api/v1/tags/tree': 'tags:read',
    'POST /api/v1/tags': 'tags:write',
    'DELETE /api/v1/tags/:tag': 'tags:write',
    'GET /api/v1/analytics/dashboards': 'analytics:read',
    'GET /api/v1/analytics/breach-rates': 'analytics:read',
    'GET /api/v1/analytics/volume': 'analytics:read',
    'GET /api/v1/analytics/agents': 'analytics:read',
    'PUT /api/v1/analytics/dashboards/:id': 'analytics:write',
    'GET /api/v1/search': 'search:read',
    'GET /api/v1/settings': 'settings:read',
    'PATCH /api/v1/settings': 'settings:write',
  }).map(([name, scope]) => ({ name, needs: single(scope) })),
  ...mounted('kb', 'knowledge'),
  ...['users', 'webhooks', 'channels', 'automations', 'agents', 'snippets', 'sla', 'attachments'].flatMap(
    (surface) => mounted(surface, surface),
  ),
  ...['notifications', 'teams', 'csat', 'status'].flatMap((surface) => mounted(surface, surface)),
];

/** Routes that need several scopes, or one of several. */
export const tagging: Route = {
  name: 'PUT /api/v1/conversations/:id/tags/:tag',
  needs: [['tags:write', 'conversations:read']],
};
export const importing: Route = {
  name: 'POST /api/v1/bulk/contacts',
  needs: [['bulk:write', 'contacts:write']],
};
export const opening: Route = {
  name: 'GET /api/v1/attachments/:id',
  needs: [['attachments:read'], ['conversations:read']],
};
/** Routes that every key may call. */
export const freeRoutes: readonly Route[] = ['GET /health', 'GET /api/v1/me'].map((name) => ({
  name,
  needs: [[]],
}));

/** A route that another one answers, or asks for another scope, in the next version. */
export interface Change {
  readonly route: string;
  /** Absent for a route that is new. */
  readonly before?: Needs;
  /** Absent for a route that is removed. */
  readonly after?: Needs;
}

export const changes: readonly Change[] = [
  {
    route: 'GET /api/v1/contacts',
    before: single('contacts:read'),
    after: [['contacts:read', 'tags:read']],
  },
  { route: 'POST /api/v1/tags', before: single('tags:write'), after: single('tags:read') },
  { route: 'GET /api/v1/reports', after: single('analytics:read') },
  { route: 'GET /api/v1/analytics/agents', before: single('analytics:read') },
  // GET /api/v1/conversations/:id answered it before.
  {
    route: 'GET /api/v1/conversations/export',
    before: single('conversations:read'),
    after: single('bulk:write'),
  },
  ...mounted('sla', 'sla').map(({ name, needs }) => ({
    route: name,
    before: needs,
    after: needs.map((scopes) => scopes.map((scope) => scope.replace('sla', 'promises'))),
  })),
];

/** Tells whether scopes are enough. No needs are those of a route that is not there. */
export const isEnough = (needs: Needs | undefined, scopes: ReadonlySet<string>): boolean =>
  (needs ?? []).some((all) => all.every((scope) => scopes.has(scope)));

/** Gives what is missing for the nearest of the alternatives; of several, for the first. */
export function lackFor(needs: Needs, scopes: ReadonlySet<string>): readonly string[] {
  const lacks = needs.map((all) => all.filter((scope) => !scopes.has(scope)));
  const fewest = Math.min(...lacks.map(({ length }) => length));
  return lacks.find(({ length }) => length === fewest) ?? [];
}
