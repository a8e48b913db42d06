/** What a function over any scope or route of a vocabulary may do. */
import type { ScopeOf } from 'scopeproof';
import { type Api, type Atender, api, atender, grant } from '../atender.js';

// A function over any scope or route of a vocabulary passes its type parameter on.
export function generic<S extends ScopeOf<Atender>, R extends Api['routes'][number]>(scope: S, route: R) {
  atender.minimal([scope]);
  atender.key('one', { scopes: [scope] });
  api.needs(route);
  api.check(grant, route);
  if (atender.has(grant, scope)) return atender.implied(scope);
  api.authorize(grant, route);
  return atender.authorize(grant, scope);
}
// @ts-expect-error no such scope
generic('contacts:raed', 'GET /health');
export function ofAnyText<Text extends string>(text: Text) {
  // @ts-expect-error a text may be no scope
  atender.has(grant, text);
  // @ts-expect-error a text may be no scope
  atender.authorize(grant, text);
  // @ts-expect-error a text may be no route
  api.needs(text);
}
