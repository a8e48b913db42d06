/** What a guard proves about a request, and what the handler gets of it. */

import type { AnyRouteTable, GrantOf, Open, Optional, Params } from '../index.js';
import type { TableOf } from '../routes/route-table.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';
import type { UntypedGrant } from './untyped.js';

/** The principal at a requirement: nobody is asked for where it is `open`, and there may be none where it is `optional`. */
export type PrincipalFor<Required, Principal> = Required extends Open
  ? undefined
  : Required extends Optional
    ? Principal | undefined
    : Principal;

/** What the handler of a requirement gets first. */
export interface ProvenContext<V extends AnyVocabulary, Required, Principal> {
  readonly grant: GrantOf<V, Required>;
  readonly principal: PrincipalFor<Required, Principal>;
}

/** What the handler of a route gets first. */
export interface RouteContext<Api extends AnyRouteTable, Route extends keyof TableOf<Api>, Principal>
  extends ProvenContext<Api['vocabulary'], TableOf<Api>[Route], Principal> {
  readonly params: Params<Route & string>;
}

/** What a guard proved about a request. */
export interface Proof {
  readonly grant: UntypedGrant;
  /** Who the key belongs to. */
  readonly principal: unknown;
  /** The route and its parameters, where there is a table. Own properties: a prototype may be polluted. */
  readonly route: string | undefined;
  readonly params: object | undefined;
}

/** What a handler gets first. A new object for each handler: what frameworks share, another guard may replace. */
export const handlerContext = ({ grant, params, principal }: Proof): object => ({ grant, params, principal });
