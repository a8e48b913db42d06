// A vocabulary in `Vocabularies`: `has` of its grants knows the scopes.
import { defineScopes, type Grant, type GrantOf, membersOf } from 'scopeproof';
import type { Anything } from '../expect.js';

const shop = defineScopes('registered shop', {
  surfaces: { orders: ['read', 'write'], refunds: ['write'] },
  scopes: ['offline_access'],
  implies: { write: ['read'] },
});
const wide = defineScopes('registered wide', { surfaces: { orders: ['read'] as readonly ['read'] } });
const other = defineScopes('unregistered', { surfaces: { orders: ['read'] } });

declare module 'scopeproof' {
  interface Vocabularies {
    'registered shop': typeof shop;
    'registered wide': typeof wide;
    'registered number': number;
  }
}

declare function listOrders(grant: GrantOf<typeof shop, 'orders:read'>): void;
declare const anyText: string;
declare const unchecked: Anything;
declare const either: 'orders:read' | 'refunds:write';
declare const eitherOrTypo: 'orders:read' | 'orders:reed';
declare const start: `orders:${string}`;
declare const absent: 'orders:read' | undefined;
declare const none: never;
const { grant } = shop.parse('orders:write');

grant.has('orders:read');
grant.has('refunds:write');
grant.has('offline_access');
if (grant.has('orders:read')) listOrders(grant);

// @ts-expect-error no such scope
grant.has('orders:reed');
// @ts-expect-error a pattern is no scope
grant.has('orders:*');
// @ts-expect-error the scope of another vocabulary
grant.has('contacts:read');
// @ts-expect-error no surface has both
grant.has('refunds:read');
// @ts-expect-error one of the two does not exist
grant.has(eitherOrTypo);
// @ts-expect-error it may be absent
grant.has(absent);
// @ts-expect-error a proven grant asks the same
shop.authorize(grant, 'orders:write').has('orders:wriet');

// What is known only at run time is not refused, and proves nothing.
grant.has(none);
if (grant.has(anyText)) {
  listOrders(
    // @ts-expect-error any scope
    grant,
  );
}
if (grant.has(start)) {
  listOrders(
    // @ts-expect-error any scope of orders
    grant,
  );
}
if (grant.has(either)) {
  listOrders(
    // @ts-expect-error one of the two
    grant,
  );
}
if (grant.has(unchecked)) {
  listOrders(
    // @ts-expect-error any scope
    grant,
  );
}

// The other vocabularies are as before.
other.parse('').grant.has('orders:reed');
wide.parse('').grant.has('orders:read');
// @ts-expect-error no such scope
wide.parse('').grant.has('orders:reed');

// What is no vocabulary has no scopes.
declare const strange: Grant<'registered number', never>;
// @ts-expect-error
strange.has('orders:read');

// The lattice does not change.
const proven: Grant<'registered shop', 'orders:read'> = shop.authorize(grant, 'orders:write');
const forAny: Grant<string, never> = proven;
forAny.has('orders:reed');
// @ts-expect-error of another vocabulary
const ofOther: Grant<'unregistered', never> = proven;
membersOf(shop).has(grant, 'orders:read');
void ofOther;

// A type parameter that extends the scopes is a scope.
export function asks<S extends 'orders:read' | 'orders:write'>(scope: S): boolean {
  if (grant.has(scope)) {
    listOrders(
      // @ts-expect-error one of the two
      grant,
    );
  }
  return grant.has(scope) && shop.authorize(grant, 'orders:read').has(scope);
}
