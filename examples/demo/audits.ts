/** What each key holds beyond the calls that it really made, and which bundle it amounts to. */
import { isDeepStrictEqual } from 'node:util';
import color from 'picocolors';
import { type Audit, audit, defineKey, type Key, type ScopeOf } from 'scopeproof';
import { biDashboard, internalAdmin, onboarding, vaultSync } from '../atender/keys.js';
import { api } from '../atender/routes.js';
import { type Atender, atender } from '../atender/scopes.js';
import { line, missed, tick } from './print.js';
import type { Calls } from './requests.js';

type Report = Audit<Atender>;

/** Moves contacts, articles and tags in from another product. It has made no calls yet, so its routes count. */
const migration = defineKey(api, 'migration', {
  bundle: 'write_all',
  routes: ['POST /api/v1/contacts', 'POST /api/v1/kb/*', 'POST /api/v1/tags'],
});

const nothing: Report = { missing: [], excess: [], redundant: [], equivalentBundles: [], unusedRoutes: [] };

export function reportAudits(calls: Calls): void {
  const report = reporter(calls);
  report(vaultSync, {
    ...nothing,
    redundant: ['knowledge:read'],
    unusedRoutes: ['PATCH /api/v1/kb/*'],
  });
  report(biDashboard, {
    ...nothing,
    equivalentBundles: ['analytics_only'],
    unusedRoutes: [
      'GET /api/v1/analytics/dashboards',
      'GET /api/v1/analytics/breach-rates',
      'GET /api/v1/analytics/agents',
    ],
  });
  report(onboarding, { ...nothing, unusedRoutes: ['PUT /api/v1/contacts/:id/fields/:field'] });
  // Write brings read along, so whoever may write everything may do everything: two names for one power.
  report(internalAdmin, {
    ...nothing,
    excess: allBut(atender.select('bulk:*', 'contacts:*', 'conversations:read', 'search:read', 'tags:*')),
    redundant: atender.select('*:read'),
    equivalentBundles: ['write_all', 'full_access'],
    unusedRoutes: ['GET /api/v1/settings', 'PATCH /api/v1/settings', 'PUT /api/v1/analytics/dashboards/:id'],
  });
  report(migration, {
    ...nothing,
    excess: allBut(atender.select('*:read', 'contacts:write', 'knowledge:write', 'tags:write')),
    equivalentBundles: ['write_all', 'full_access'],
  });
}

function allBut(spared: readonly ScopeOf<Atender>[]) {
  return atender.scopes.filter((scope) => !spared.includes(scope));
}

const parts: readonly [keyof Report, string, (text: string) => string][] = [
  ['missing', 'lacks', color.red],
  ['excess', 'does not need', color.yellow],
  ['redundant', 'need not list', color.yellow],
  ['unusedRoutes', 'never called', color.yellow],
  ['equivalentBundles', 'amounts to', color.cyan],
];

const reporter = (calls: Calls) => (key: Key<'atender', never>, expected: Report) => {
  const found = audit(api, key, calls.get(key.name));
  const asExpected = isDeepStrictEqual(found, expected);
  const declared = key.bundle === undefined ? key.scopes.join(', ') : `bundle ${key.bundle}`;
  line(`${tick(asExpected)} ${color.bold(key.name)}`, declared);
  if (!asExpected) missed(`${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  for (const [part, label, paint] of parts) {
    const list = found[part];
    if (list.length > 0) line(`  ${color.dim(label.padEnd(13))}  ${paint(shortened(list))}`);
  }
  line();
};

function shortened(list: readonly string[]): string {
  const more = list.length - 4;
  return more > 1 ? `${list.slice(0, 4).join(', ')} and ${more} more` : list.join(', ');
}
