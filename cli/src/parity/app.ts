import type { RestoredApi } from '../../../src/manifest/index.js';
import { toManifest } from '../../../src/manifest/index.js';
import type { AppParity, ComparedRoute } from '../sources/app-routes.js';
import { type AgreementFinding, agreementFinding } from './findings.js';
import { addedPrefix } from './prefix.js';

/** Says which routes an app and the table do not have in common, and which handlers lack their guard. */
export function appFindings(
  { unlisted, unhandled, guards }: AppParity,
  api: RestoredApi['api'],
): readonly AgreementFinding[] {
  const found = (kind: AgreementFinding['kind'], route: string, message: string, ...about: string[]) =>
    agreementFinding({ kind, route, message }, 'app', ...about);
  return [
    ...unlisted.map((route) =>
      found('unlisted', route, `the app has ${route}, which the table does not list`, route),
    ),
    ...unhandled.map((route) => found('unhandled', route, `the app has no handler for ${route}`, route)),
    ...unguardedRoutes(guards?.isAnySeen ? guards.unguarded : [], api).map(
      ({ route, listed: [first = ''] }) =>
        found('unguarded', first, `the app has ${route} without a guard before its handler`, route),
    ),
    ...(guards?.misplaced ?? []).flatMap(({ route, listed: [first = ''], guards: others }) =>
      others.map((other) =>
        found('misplaced', first, `the app has ${route} with the guard of ${other}`, route, other),
      ),
    ),
  ];
}

/** Gives the routes that nobody may call without a valid key. A `HEAD` that comes with its `GET` is not told twice. */
function unguardedRoutes(
  routes: readonly ComparedRoute[],
  api: RestoredApi['api'],
): readonly ComparedRoute[] {
  const requirements = toManifest(api).routes;
  const isRestricted = (route: string) =>
    !['open', 'optional', undefined].includes(kindOf(requirements[route]));
  const found = new Map(
    routes
      .map(({ route, listed }) => ({ route, listed: listed.filter(isRestricted) }))
      .filter(({ listed }) => listed.length > 0)
      .map((each) => [each.route, each]),
  );
  return [...found.values()].filter(
    ({ route }) => !found.has(route.replace(/^HEAD /, 'GET ')) || !/^HEAD /.test(route),
  );
}

const kindOf = (requirement: unknown): string | undefined =>
  requirement === undefined || typeof requirement === 'string' ? requirement : 'scopes';

/** Says what is not known of an app's guards, and whether one prefix explains all that differs. */
export function appSentences(
  { unlisted, unhandled, guards }: AppParity,
  api: RestoredApi['api'],
): readonly string[] {
  const unknown =
    guards && !guards.isAnySeen && unguardedRoutes(guards.unguarded, api).length > 0
      ? ['no guard of scopeproof was found in the app: whether one stands before its handlers is not known']
      : [];
  const [more, less] = [addedPrefix(unlisted, unhandled), addedPrefix(unhandled, unlisted)];
  const prefix = more ?? less;
  if (prefix === undefined) return unknown;
  const has = more === undefined ? 'does not have' : 'has';
  return [
    ...unknown,
    `unlisted and unhandled routes differ by ${prefix} alone, which the app ${has}: scopeproof import has --prefix for that`,
  ];
}
