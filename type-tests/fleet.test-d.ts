import { defineKey, defineRoutes, defineScopes } from 'scopeproof';
import {
  type AccessDiff,
  type Auditor,
  type CalledRoutes,
  type CallLog,
  createAuditor,
  createCallLog,
  createDiff,
  diffAccess,
  type Finding,
  type FleetKey,
  fingerprint,
  holdersOf,
  type LeastForCalls,
  leastForCalls,
  type Migration,
  migrationOf,
  refusedCalls,
} from 'scopeproof/fleet';
import { api, atender } from './atender.js';
import type { Equal, Expect } from './expect.js';

const other = defineScopes('other', { surfaces: { gist: ['read'] } });
const next = defineRoutes(other, { 'GET /gists': 'gist:read' });
const rows: FleetKey[] = [{ key: 'k_17', scopes: 'contacts:read', createdAt: undefined }];
const key = defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /api/v1/contacts/:id'] });

// -- route tables of any two vocabularies

const diff = createDiff({ api, keys: [key] }, { api: next });
const findings = diffAccess({ api }, { api: next, keys: [] }, rows);
const migration = migrationOf({ api }, { api: next });
const rewritten = migration.rewrite(['contacts:read']);
type Compared = [
  Expect<Equal<typeof diff, AccessDiff>>,
  Expect<Equal<typeof findings, IterableIterator<Finding>>>,
  Expect<Equal<typeof migration, Migration>>,
  Expect<Equal<typeof rewritten, readonly string[] | 'none' | 'undecided'>>,
];
// @ts-expect-error a version is an object with a table
createDiff(api, next);
// @ts-expect-error no route table
diffAccess({ api: atender }, { api: next });
// @ts-expect-error keys are declared with defineKey
diffAccess({ api, keys: ['reader'] }, { api: next });
// @ts-expect-error a row has the id of a key
diffAccess({ api }, { api: next }, [{ scopes: '' }]);
// @ts-expect-error scopes are strings
migration.rewrite([1]);

// -- calls

const log = createCallLog(api, { since: new Date() });
log.add({ key: 'k_17', method: 'GET', path: '/api/v1/contacts/42', status: 200, at: new Date(), count: 2 });
log.add({ key: 'k_17', route: 'GET /api/v1/contacts/:id' });
// @ts-expect-error either a route, or a method and a path
log.add({ key: 'k_17', path: '/' });
// @ts-expect-error not both
log.add({ key: 'k_17', route: 'GET /', method: 'GET', path: '/' });
// @ts-expect-error a status is a number
log.add({ key: 'k_17', route: 'GET /', status: '200' });
// @ts-expect-error a date, not a text
createCallLog(api, { since: '2026-01-01' });
const called = log.routesOf('k_17');

const auditor = createAuditor(api, { since: new Date(), neverNarrowed: ['contacts:*'] });
const least = leastForCalls(api, called);
const refused = refusedCalls(api, 'contacts:read', called);
const holders = holdersOf(api, rows, 'contacts:*', { unless: (row) => row.key === 'k_17' });
auditor.findings({ key: 'k_17', scopes: new Set(['contacts:read']) }, called);
auditor.findings({ key: 'k_17', scopes: '' }, ['GET /']);
holdersOf(api, rows, 'contacts:*', { unless: ['k_17'] });
type Called = [
  Expect<Equal<typeof log, CallLog>>,
  Expect<Equal<typeof called, CalledRoutes>>,
  Expect<Equal<typeof auditor, Auditor>>,
  Expect<Equal<typeof least, LeastForCalls>>,
  Expect<Equal<typeof refused, number>>,
  Expect<Equal<typeof holders, IterableIterator<Finding>>>,
];
// @ts-expect-error no such option
createAuditor(api, { before: new Date() });
// @ts-expect-error names alone have no counts
refusedCalls(api, 'contacts:read', ['GET /']);

const text: string = fingerprint(['excess', 'k_17']);
