// A small program of a user: the package test compiles and runs it as ESM and as CJS.
import {
  audit,
  defineKey,
  defineRoutes,
  defineScopes,
  type GrantOf,
  InsufficientScopeError,
  leastScopes,
  mount,
  open,
} from 'scopeproof';
import { guardScopes, refusals } from 'scopeproof/http';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], knowledge: ['read', 'write'] },
  implies: { write: ['read'] },
  bundles: { read_all: ['*:read'] },
});

const api = defineRoutes(atender, {
  ...mount(atender, '/kb', 'knowledge'),
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /health': open,
});

const sync = defineKey(api, 'sync', {
  scopes: ['contacts:write'],
  routes: ['GET /contacts/:id', 'POST /contacts'],
});

function insert(_proof: GrantOf<typeof atender, 'contacts:write'>): string {
  return 'inserted';
}

const { grant } = atender.parse(sync.scopes);
const inserted = insert(atender.authorize(grant, 'contacts:write'));

let refused = '';
try {
  // @ts-expect-error nothing is proven yet
  insert(grant);
  atender.authorize(grant, 'knowledge:read');
} catch (error) {
  if (error instanceof InsufficientScopeError) refused = error.missing.join();
}

const least = leastScopes(api, ['GET /kb/*']).scopes.join();
const { missing } = audit(api, sync);
const seen = [inserted, refused, least, missing.length].join(' ');
if (seen !== 'inserted knowledge:read knowledge:read 0') throw new Error(`unexpected: ${seen}`);

// The entry points share one core: an error of the one is an instance of the other's class.
guardScopes(atender, { authenticate: () => 'contacts:read' })
  .check({ request: {}, authorization: undefined }, 'contacts:write')
  .then((decision) => {
    if (decision.ok || !(decision.error instanceof InsufficientScopeError)) throw new Error('another class');
    const { status } = refusals().insufficientScope(decision.error);
    if (status !== 403) throw new Error(`unexpected: ${status}`);
  });
