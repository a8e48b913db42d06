import type { RestoredApi } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { type AgreementFinding, agreementFinding } from './findings.js';

/**
 * Finds scopes that have no use: no route needs them, no other scope is tied to them by implication, and no bundle has
 * them but one of all scopes.
 */
export function orphanFindings(api: RestoredApi['api']): readonly AgreementFinding[] {
  const { vocabulary, routes, needsOf } = routeTableInternals(api);
  const { names, close, bundles, alternativesOf } = vocabulary;
  const used = new Set(routes.flatMap((route) => alternativesOf(needsOf(route)).flat()));
  for (const scope of names) {
    const held = close([scope]);
    if (held.length > 1) for (const each of held) used.add(each);
  }
  for (const scopes of bundles.values())
    if (scopes.length < names.length) for (const scope of scopes) used.add(scope);
  return names
    .filter((scope) => !used.has(scope))
    .map((scope) =>
      agreementFinding(
        {
          kind: 'orphan',
          scopes: [scope],
          message: `${scope} opens nothing: no route needs it, and no other scope or bundle uses it`,
        },
        scope,
      ),
    );
}
