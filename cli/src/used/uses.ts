/** What the code of each route takes. */
import ts from 'typescript';
import type { Place } from '../formats/format.js';
import { type Closure, createResolver } from './callees.js';
import { createFlow, type Flow, type Tools, type Use } from './flow.js';
import { createIsLibrary } from './library.js';
import { createMembers } from './members.js';
import { type Project, placeOf } from './program.js';
import { createReferences, hasBody } from './references.js';
import { createAskedAtRunTime } from './run-time.js';
import { findSites, type Site } from './sites.js';
import { createTypeReader } from './types.js';

/** What the handlers of a route take of its grant. */
export interface RouteUse {
  readonly use: Use;
  /** The first handler. */
  readonly place: Place;
}

/** An API, as far as its uses are to be known. */
export interface UsedApi {
  readonly vocabulary: string;
  readonly routes: readonly string[];
  /** Gives the scopes that a route requires, in any alternative. */
  readonly scopesOf: (route: string) => readonly string[];
  /** Gives all that a scope implies, itself included. */
  readonly implied: (scope: string) => readonly string[];
}

/** Finds what the handlers of each route take; a route without a handler is not in the map. */
export function findUses({ checker, sources }: Project, api: UsedApi): ReadonlyMap<string, RouteUse> {
  const isLibrary = createIsLibrary();
  const routes = new Set(api.routes);
  const types = createTypeReader({ checker, isLibrary, vocabulary: api.vocabulary, routes });
  const tools: Tools = {
    checker,
    isLibrary,
    types,
    askedAtRunTime: createAskedAtRunTime({ checker, types, isLibrary, sources, scopesOf: api.scopesOf }),
    references: createReferences(checker),
    resolve: createResolver(checker, isLibrary, createMembers(checker, sources)),
    scopesOf: api.scopesOf,
  };
  const sites = findSites({ ...tools, routes, allRoutes: api.routes }, sources);
  const found = new Map<string, RouteUse>();
  const additions: { readonly site: Site; readonly use: Use }[] = [];
  for (const site of sites) {
    const use = useOf(tools, site);
    if (site.kind === 'more' || site.kind === 'shared') additions.push({ site, use });
    else for (const route of site.routes) addUse(found, route, use, placeOf(site.node));
  }
  for (const { site, use } of additions)
    for (const route of site.routes) {
      const known = found.get(route);
      if (known === undefined) continue;
      // The handlers that shared code hands the grant to are sites themselves.
      const isOfHandlers = site.kind === 'shared' && use.unclear?.isHandedOn;
      merge(known.use, isOfHandlers ? { ...use, unclear: undefined } : use);
    }
  return found;
}

function addUse(found: Map<string, RouteUse>, route: string, use: Use, place: Place): void {
  const known = found.get(route) ?? { use: { asks: new Map(), unclear: undefined }, place };
  merge(known.use, use);
  found.set(route, known);
}

function merge(into: Use, { asks, unclear }: Use): void {
  for (const [scope, place] of asks) if (!into.asks.has(scope)) into.asks.set(scope, place);
  into.unclear ??= unclear;
}

function useOf(tools: Tools, site: Site): Use {
  const flow = createFlow(tools);
  if (site.kind === 'lost') flow.giveUp('its handler cannot be followed', site.node);
  else if (ts.isMethodDeclaration(site.node)) {
    if (hasBody(site.node)) enterAll(flow, site, [{ fn: site.node, scope: undefined }]);
  } else if (site.entries.some(({ parameter }) => parameter === undefined))
    for (const { path } of site.entries) flow.follow(site.node, path, undefined);
  else if (site.entries.length > 0) {
    const { closures, complete } = tools.resolve(site.node, undefined);
    enterAll(flow, site, closures);
    if (!complete) flow.giveUp('its handler cannot be followed', site.node);
  }
  return flow.use;
}

function enterAll(flow: Flow, { entries, node }: Site, closures: readonly Closure[]): void {
  for (const closure of closures)
    for (const { parameter, path } of entries)
      if (parameter !== undefined) flow.enter(closure, parameter, path, node);
}
