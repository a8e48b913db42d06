/** What a function over any scope or route of a vocabulary may do. */
import {
  type AnyVocabulary,
  defineScopes,
  type Grant,
  type GrantOf,
  membersOf,
  type Requirement,
  type ScopeOf,
} from 'scopeproof';
import {
  type Api,
  type Atender,
  api,
  atender,
  github,
  grant,
  insertContact,
  listContacts,
} from '../atender.js';
import type { Equal, Expect } from '../expect.js';

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

// -- over any vocabulary

export function guardOf<V extends AnyVocabulary>(vocabulary: V) {
  const { name, parse, authorize, check, has, isScope, scopes, minimal, missing } = membersOf(vocabulary);
  name satisfies string;
  minimal(scopes) satisfies readonly ScopeOf<V>[];
  return <const Scope extends ScopeOf<V>, Result>(
    scope: Scope,
    handle: (grant: GrantOf<V, Scope>) => Result,
  ): ((stored: string) => Result) => {
    // @ts-expect-error nothing is proven of what was parsed
    (stored: string) => handle(parse(stored).grant);
    (value: unknown) => isScope(value) && has(parse('').grant, value);
    (held: Grant<V['name'], never>) => missing(held, scope);
    return (stored) => {
      const { ok, grant } = check(parse(stored).grant, scope);
      return handle(ok ? grant : authorize(parse(stored).grant, scope));
    };
  };
}

const guard = guardOf(atender);
guard('contacts:write', (proven) => insertContact(proven, listContacts(proven)[0] ?? ''));
// @ts-expect-error no such scope
guard('contacts:raed', () => undefined);
guard('contacts:read', (proven) =>
  insertContact(
    // @ts-expect-error contacts:write is not proven
    proven,
    'Ada',
  ),
);
declare const either: 'contacts:read' | 'tags:read';
guard(either, (proven) =>
  listContacts(
    // @ts-expect-error or tags:read
    proven,
  ),
);

export function prove<V extends AnyVocabulary, const Required extends Requirement<V['name'], ScopeOf<V>>>(
  vocabulary: V,
  stored: string,
  requirement: Required,
): GrantOf<V, Required> {
  const { parse, authorize } = membersOf(vocabulary);
  return authorize(parse(stored).grant, requirement);
}
listContacts(prove(atender, '', 'contacts:write'));
listContacts(prove(atender, '', atender.allOf('tags:read', 'contacts:read')));
prove(
  atender,
  '',
  // @ts-expect-error a requirement of another vocabulary
  github.allOf('gist'),
);
listContacts(
  // @ts-expect-error any of the two
  prove(atender, '', atender.anyOf('tags:read', 'contacts:read')),
);

// A vocabulary of which nothing is known proves nothing for a known one.
declare const some: AnyVocabulary;
listContacts(
  // @ts-expect-error of another vocabulary, perhaps
  prove(some, '', 'contacts:read'),
);
declare const names: string[];
const wide = defineScopes('wide', { scopes: names });
declare const text: string;
if (!membersOf(wide).isScope(text)) {
  type _ = [Expect<Equal<typeof text, string>>];
}
// @ts-expect-error no vocabulary
membersOf(api);

// A grant of any vocabulary answers for a text.
export function holds<Name extends string>(given: Grant<Name, never>, scope: string): boolean {
  return given.has(scope);
}
