// A key that lacks a scope, or that has one too many.
import {
  defineKey,
  defineRoutes,
  type HeldOf,
  type Key,
  leastKey,
  type RoutesAllowed,
  type RouteTable,
  type ScopeOf,
} from 'scopeproof';
import { type Api, type Atender, api, atender, either, text } from '../world.js';

type Scope = ScopeOf<Atender>;
type Route = Api['routes'][number];

// -- A route that the scopes do not cover
{
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: ['contacts:read'], routes: ['GET /contacts', 'POST /contacts'] }); // ← TS2322
}

// -- A scope that no route needs
{
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: ['contacts:write', 'tags:read'], routes: ['POST /contacts'] }); // ← TS2322
}

// -- A scope that is broader than the routes need
{
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'reader', { scopes: ['contacts:write'], routes: ['GET /contacts'] }); // ← TS2322
}

// -- Any number of scopes for a route
{
  const one: readonly ['contacts:write'] = ['contacts:write'];
  const some: 'contacts:write'[] = [];
  defineKey(api, 'editor', { scopes: one, routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: some, routes: ['POST /contacts'] }); // ← TS2322
}

// -- Any number of any scopes for a route
{
  const some: Scope[] = ['contacts:write'];
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: some, routes: ['POST /contacts'] }); // ← TS2322
}

// -- Any texts for scopes
{
  const some: string[] = ['contacts:write'];
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: some, routes: ['POST /contacts'] }); // ← TS2322
}

// -- Any text for a scope
{
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: [text], routes: ['POST /contacts'] }); // ← TS2322
}

// -- Any number of scopes after one
{
  const some: 'contacts:write'[] = [];
  const routes: readonly ['GET /tags', 'POST /contacts'] = ['GET /tags', 'POST /contacts'];
  defineKey(api, 'both', { scopes: ['tags:read', 'contacts:write'], routes }); // lawful
  defineKey(api, 'both', { scopes: ['tags:read', ...some], routes }); // ← TS2322
}

// -- Scopes that are spread from two lists
{
  const tags: readonly ['tags:read'] = ['tags:read'];
  const contacts: readonly ['contacts:write'] = ['contacts:write'];
  defineKey(api, 'both', { scopes: [...tags, ...contacts], routes: ['GET /tags', 'POST /contacts'] }); // lawful
  defineKey(api, 'both', { scopes: [...tags, ...contacts], routes: ['GET /tags'] }); // ← TS2322
}

// -- One of two scopes
{
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: [either], routes: ['POST /contacts'] }); // ← TS2322
}

// -- One list of scopes or another
{
  const scopes: readonly ['contacts:read'] | readonly ['contacts:write'] =
    text === '' ? ['contacts:read'] : ['contacts:write'];
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes, routes: ['POST /contacts'] }); // ← TS2322
}

// -- A list with a scope that need not be there
{
  const scopes: readonly ['contacts:read', 'contacts:write'] = ['contacts:read', 'contacts:write'];
  const fewer: readonly ['contacts:read', 'contacts:write'?] = ['contacts:read'];
  defineKey(api, 'editor', { scopes, routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: fewer, routes: ['POST /contacts'] }); // ← TS2322
}

// -- Scopes that need not be there
{
  const fewer: { readonly scopes?: readonly ['contacts:write'] } = {};
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { ...fewer, routes: ['POST /contacts'] }); // ← TS2345
}

// -- Scopes that are replaced
{
  const writes: { readonly scopes: readonly ['contacts:write'] } = { scopes: ['contacts:write'] };
  const reads: { readonly scopes: readonly ['contacts:read'] } = { scopes: ['contacts:read'] };
  defineKey(api, 'editor', { ...reads, ...writes, routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { ...writes, ...reads, routes: ['POST /contacts'] }); // ← TS2322
}

// -- One of two routes, of which one needs the scope
// passes: always
// because: a route that may be another justifies what either of them needs; the run time throws
{
  const route: 'GET /contacts' | 'POST /contacts' = text === '' ? 'GET /contacts' : 'POST /contacts';
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: [route] }); // ← compiles
}

// -- One of two routes, of which one is covered
{
  const route: 'GET /contacts' | 'POST /contacts' = text === '' ? 'GET /contacts' : 'POST /contacts';
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes: [route] }); // ← TS2322
}

// -- Any number of routes, of which one would need the scope
// passes: always
// because: a route that may be there justifies what it needs; the run time throws
{
  const routes: ('GET /contacts' | 'POST /contacts')[] = ['GET /contacts'];
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes }); // ← compiles
}

// -- Any number of routes, of which one is not covered
{
  const routes: ('GET /contacts' | 'POST /contacts')[] = ['POST /contacts'];
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes }); // ← TS2322
}

// -- A list with a route that need not be there, and would need the scope
// passes: without strict
// because: a route that may be there justifies what it needs; the run time throws
{
  const routes: readonly ['GET /contacts', 'POST /contacts'] = ['GET /contacts', 'POST /contacts'];
  const fewer: readonly ['GET /contacts', 'POST /contacts'?] = ['GET /contacts'];
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes }); // lawful
  defineKey(api, 'editor', { scopes: ['contacts:write'], routes: fewer }); // ← TS2322
}

// -- Any texts for routes
{
  const routes: string[] = ['POST /contacts'];
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes }); // ← TS2322
}

// -- Routes of which a type knows nothing
// passes: always
// because: a type does not know all properties of its values; the run time throws
{
  const declaration: { readonly bundle: 'readers' } = { bundle: 'readers' };
  const wide: typeof declaration & { readonly routes: readonly ['POST /contacts'] } = {
    bundle: 'readers',
    routes: ['POST /contacts'],
  };
  const unknown: typeof declaration = wide;
  defineKey(api, 'reader', declaration); // lawful
  defineKey(api, 'reader', unknown); // ← compiles
}

// -- Scopes of which a type knows nothing
// passes: always
// because: a type does not know all properties of its values; the run time throws
{
  const unknown: {} = { scopes: ['tags:read'] };
  defineKey(api, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'reader', { scopes: ['contacts:read'], ...unknown, routes: ['GET /contacts'] }); // ← compiles
}

// -- One of two bundles
{
  const bundle: 'readers' | 'writers' = text === '' ? 'readers' : 'writers';
  defineKey(api, 'editor', { bundle: 'writers', routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { bundle, routes: ['POST /contacts'] }); // ← TS2322
}

// -- Any text for a bundle
{
  defineKey(api, 'editor', { bundle: 'writers', routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { bundle: text, routes: ['POST /contacts'] }); // ← TS2322
}

// -- A bundle that need not be there
{
  const fewer: { readonly bundle?: 'writers' } = {};
  defineKey(api, 'editor', { bundle: 'writers', routes: ['POST /contacts'] }); // lawful
  defineKey(api, 'editor', { ...fewer, routes: ['POST /contacts'] }); // ← TS2345
}

// -- A bundle that lacks a scope
{
  defineKey(api, 'reader', { bundle: 'readers', routes: ['GET /contacts'] }); // lawful
  defineKey(api, 'reader', { bundle: 'readers', routes: ['POST /contacts'] }); // ← TS2322
}

// -- A function over some scopes
{
  const routes: readonly ['POST /contacts'] = ['POST /contacts'];
  const genuine = (scopes: readonly ['contacts:write']) => defineKey(api, 'editor', { scopes, routes }); // lawful
  const forged = <S extends readonly Scope[]>(scopes: S) => defineKey(api, 'editor', { scopes, routes }); // ← TS2322
}

// -- A function over some routes
{
  const scopes: readonly ['contacts:read'] = ['contacts:read'];
  const genuine = (routes: readonly ['GET /contacts']) => defineKey(api, 'reader', { scopes, routes }); // lawful
  const forged = <R extends readonly Route[]>(routes: R) => defineKey(api, 'reader', { scopes, routes }); // ← TS2322
}

// -- A type argument with a table that asks for less
{
  type Strict = { readonly 'POST /c': 'contacts:write' };
  type Lenient = { readonly 'POST /c': 'contacts:read' };
  const table = defineRoutes(atender, { 'POST /c': 'contacts:write' });
  const genuine: RouteTable<Atender, Strict> = table; // lawful
  const forged: RouteTable<Atender, Lenient> = table; // ← TS2322
}

// -- What a key of any number of scopes claims
{
  const some: 'contacts:write'[] = [];
  const one = atender.key('editor', { scopes: ['contacts:write'] });
  const wide = atender.key('editor', { scopes: some });
  const genuine: HeldOf<typeof one> = 'contacts:write'; // lawful
  const forged: HeldOf<typeof wide> = 'contacts:write'; // ← TS2322
}

// -- What a key of one of two scopes claims
{
  const one = atender.key('editor', { scopes: ['contacts:write'] });
  const wide = atender.key('editor', { scopes: [either] });
  const genuine: HeldOf<typeof one> = 'contacts:write'; // lawful
  const forged: HeldOf<typeof wide> = 'contacts:write'; // ← TS2322
}

// -- What a key with a scope that need not be there claims
{
  const fewer: readonly ['contacts:read', 'contacts:write'?] = ['contacts:read'];
  const genuine: Key<'atender', 'contacts:write'> = atender.key('editor', { scopes: ['contacts:write'] }); // lawful
  const forged: Key<'atender', 'contacts:write'> = atender.key('editor', { scopes: fewer }); // ← TS2322
}

// -- What the least key for any number of routes claims
{
  const some: 'POST /contacts'[] = [];
  const one = leastKey(api, 'editor', { routes: ['POST /contacts'] });
  const wide = leastKey(api, 'editor', { routes: some });
  const genuine: HeldOf<typeof one> = 'contacts:write'; // lawful
  const forged: HeldOf<typeof wide> = 'contacts:write'; // ← TS2322
}

// -- What the least key for one of two routes claims
{
  const route: 'GET /contacts' | 'POST /contacts' = text === '' ? 'GET /contacts' : 'POST /contacts';
  const one = leastKey(api, 'editor', { routes: ['POST /contacts'] });
  const wide = leastKey(api, 'editor', { routes: [route] });
  const genuine: HeldOf<typeof one> = 'contacts:write'; // lawful
  const forged: HeldOf<typeof wide> = 'contacts:write'; // ← TS2322
}

// -- What the least key for a route that need not be there claims
{
  const fewer: readonly ['GET /contacts', 'POST /contacts'?] = ['GET /contacts'];
  const genuine: Key<'atender', 'contacts:write'> = leastKey(api, 'editor', { routes: ['POST /contacts'] }); // lawful
  const forged: Key<'atender', 'contacts:write'> = leastKey(api, 'editor', { routes: fewer }); // ← TS2322
}

// -- What the least key for a requirement of any number of scopes claims
{
  const some: 'contacts:write'[] = [];
  const both = defineRoutes(atender, { 'PUT /tags': atender.allOf('tags:read', 'contacts:write') });
  const wider = defineRoutes(atender, { 'PUT /tags': atender.allOf('tags:read', ...some) });
  const one = leastKey(both, 'tagger', { routes: ['PUT /tags'] });
  const wide = leastKey(wider, 'tagger', { routes: ['PUT /tags'] });
  const genuine: HeldOf<typeof one> = 'contacts:write'; // lawful
  const forged: HeldOf<typeof wide> = 'contacts:write'; // ← TS2322
}

// -- A scope that a requirement of any number of scopes need not name
// passes: always
// because: a scope that may be named is counted as one that is; the run time throws
{
  const some: 'contacts:write'[] = [];
  const table = defineRoutes(atender, { 'PUT /tags': atender.allOf('tags:read', ...some) });
  defineKey(api, 'both', { scopes: ['tags:read', 'contacts:write'], routes: ['PUT /contacts/:id/tags'] }); // lawful
  defineKey(table, 'both', { scopes: ['tags:read', 'contacts:write'], routes: ['PUT /tags'] }); // ← compiles
}

// -- A key of less for a key of any text, for a key of more
{
  const key = atender.key('reader', { scopes: ['contacts:read'] });
  const less: Key<'atender', never> = key; // lawful
  const wide: Key<'atender', string> = key;
  const more: Key<'atender', 'contacts:write'> = wide; // ← TS2322
}

// -- What the least key for a route with alternatives claims
{
  const one = leastKey(api, 'finder', { routes: ['GET /contacts'] });
  const wide = leastKey(api, 'finder', { routes: ['GET /search'] });
  const genuine: HeldOf<typeof one> = 'contacts:read'; // lawful
  const forged: HeldOf<typeof wide> = 'contacts:read'; // ← TS2322
}

// -- A key of less for a key of more
{
  const more = atender.key('editor', { scopes: ['contacts:write'] });
  const less: Key<'atender', 'contacts:read'> = more; // lawful
  const forged: Key<'atender', 'contacts:read' | 'contacts:write'> = less; // ← TS2322
}

// -- A key of another vocabulary's name
{
  const some: Key<string, 'contacts:read'> = atender.key('reader', { scopes: ['contacts:read'] }); // lawful
  const forged: Key<'atender', 'contacts:read'> = some; // ← TS2322
}

// -- A route that a key may not call
{
  const key = atender.key('reader', { scopes: ['contacts:read'] });
  const genuine: RoutesAllowed<Api, typeof key> = 'GET /contacts'; // lawful
  const forged: RoutesAllowed<Api, typeof key> = 'POST /contacts'; // ← TS2820
}

// -- An object literal with all that can be seen of a key
{
  const key = atender.key('editor', { scopes: ['contacts:write'] });
  const genuine: Key<'atender', 'contacts:write'> = key; // lawful
  const forged: Key<'atender', 'contacts:write'> = { ...key }; // ← TS2739
}
