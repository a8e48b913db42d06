/** A caller who holds some scopes, as each package keeps one. */
import { createMongoAbility } from '@casl/ability';
import { RBAC } from '@unkey/rbac';
import { createAccessControl } from 'better-auth/plugins/access';
import { newEnforcer, newModelFromString } from 'casbin';
import { createPermix } from 'permix';
import type { Named } from './scopes.js';

type Surfaces = Record<string, string[]>;

export function permixHolding(all: readonly Named[], held: readonly Named[]) {
  const permix = createPermix<Record<string, { action: string }>>();
  const rules: Record<string, Record<string, boolean>> = {};
  for (const scope of all)
    rules[scope.surface] = { ...rules[scope.surface], [scope.action]: held.includes(scope) };
  permix.setup(rules);
  return permix;
}

export const caslHolding = (held: readonly Named[]) =>
  createMongoAbility(held.map(({ surface, action }) => ({ action, subject: surface })));

export const betterAuthHolding = (all: readonly Named[], held: readonly Named[]) =>
  createAccessControl(bySurface(all)).newRole(bySurface(held));

/** What better-auth is asked for. */
export function bySurface(scopes: readonly Named[]): Surfaces {
  const surfaces: Surfaces = {};
  for (const { surface, action } of scopes) surfaces[surface] = [...(surfaces[surface] ?? []), action];
  return surfaces;
}

export const unkeyRbac = new RBAC();

/** The model of the documentation, with `matcher` for what a policy is compared by. */
export async function casbinHolding(
  policies: readonly (readonly [object: string, action: string])[],
  matcher = 'r.obj == p.obj && r.act == p.act',
) {
  const enforcer = await newEnforcer(
    newModelFromString(`
      [request_definition]
      r = sub, obj, act
      [policy_definition]
      p = sub, obj, act
      [policy_effect]
      e = some(where (p.eft == allow))
      [matchers]
      m = r.sub == p.sub && ${matcher}`),
  );
  await enforcer.addPolicies(policies.map((policy) => ['caller', ...policy]));
  return enforcer;
}
