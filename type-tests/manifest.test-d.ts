import { defineKey, defineRoutes, defineScopes, type GrantOf } from 'scopeproof';
import { fromManifest, type Manifest, toManifest } from 'scopeproof/manifest';
import { type Atender, api, atender, listContacts } from './atender.js';
import type { Equal, Expect } from './expect.js';

const key = defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /api/v1/contacts/:id'] });
const manifest = toManifest(api, [key]);
type Written = [Expect<Equal<typeof manifest, Manifest>>];
toManifest(api);

const other = defineScopes('other', { scopes: ['gist'] });
const foreign = other.key('reader', { scopes: ['gist'] });
// @ts-expect-error a key of another vocabulary
toManifest(api, [foreign]);
// @ts-expect-error no route table
toManifest(atender);
// @ts-expect-error a key, in no list
toManifest(api, key);

// -- what is restored is known at run time only

const restored = fromManifest(manifest);
const { grant } = restored.api.vocabulary.parse('contacts:read');
// @ts-expect-error a grant of a restored vocabulary is proof of nothing that the compiler knows
listContacts(grant);
const proven = restored.api.authorize(grant, 'GET /api/v1/contacts/:id');
// @ts-expect-error nor is one that a restored table has checked
listContacts(proven);
const checked = restored.api.vocabulary.authorize(grant, 'contacts:read');
// @ts-expect-error nor by a scope
listContacts(checked);
declare const wide: GrantOf<Atender, 'contacts:read'>;
listContacts(wide);

const opened: readonly string[] = restored.api.routes.filter((route) => restored.api.check(grant, route).ok);
const scopes: readonly string[] = restored.api.vocabulary.scopes;
const names: readonly string[] = restored.keys.map((each) => each.name);

// A table of known scopes is none that was restored.
// @ts-expect-error its routes are known
const known: typeof restored.api = defineRoutes(other, { 'GET /gist': 'gist' });
