/** The findings of a fleet, by the functions of the library, a key at a time. */

import type { Fleet } from './fleets.js';
import { library } from './library.js';

export type Finding = readonly [finding: string, key: string, scope: string | null, route: string | null];

/** What SQL gave up on: the key, the method and the path. */
export type IsUndecided = (key: string, call: string) => boolean;

export function findingsOf(
  { drawn, keys, calls, neverNarrowed }: Fleet,
  parsed: (key: Fleet['keys'][number]) => string | readonly string[],
  byRoute: boolean,
  isUndecided: IsUndecided,
): Finding[] {
  const { api, deprecated, patterns, restricted } = drawn;
  const { vocabulary } = api;
  const found: Finding[] = [];
  const stored = new Map(keys.map((key) => [key.key, parsed(key)]));
  const successful = calls.filter(({ status }) => status < 400);
  const callers = successful.flatMap(({ key }) => key ?? []);
  for (const key of new Set([...stored.keys(), ...callers])) {
    const read = vocabulary.parse(stored.get(key) ?? []);
    for (const name of read.unknown) found.push(['unknown', key, name, null]);
    for (const name of read.deprecated) found.push(['deprecated', key, name, null]);
    const text = stored.get(key) ?? [];
    const names = typeof text === 'string' ? text.split(/[\t\n\v\f\r ]+/) : text;
    const listed = names.flatMap((name) =>
      vocabulary.isScope(name) ? [name] : (patterns[name] ?? deprecated[name] ?? []),
    );
    for (const scope of read.grant.held)
      if (restricted.includes(scope)) found.push(['restricted', key, scope, null]);

    const own = successful.filter((call) => call.key === key);
    const routes = new Set<string>();
    let isCertain = true;
    for (const { method, path, route } of own) {
      const call = byRoute ? route : `${method} ${path}`;
      if (!byRoute && isUndecided(key, call)) {
        isCertain = false;
        found.push(['undecided', key, null, call]);
        continue;
      }
      const matched = byRoute ? api.routes.find((each) => each === route) : api.match(method, path)?.route;
      if (matched === undefined) found.push(['unmatched', key, null, call]);
      else routes.add(matched);
    }
    const declared = vocabulary.key('key', { scopes: listed });
    for (const route of routes)
      for (const scope of library.audit(api, declared, [route]).missing)
        found.push(['missing', key, scope, route]);
    const { excess, redundant } = library.audit(api, declared, [...routes]);
    for (const scope of redundant) found.push(['redundant', key, scope, null]);
    if (isCertain)
      for (const scope of excess)
        if (!neverNarrowed.includes(scope)) found.push(['excess', key, scope, null]);
  }
  return sorted(found);
}

/** Orders findings, each once. */
export const sorted = (findings: readonly Finding[]): Finding[] =>
  [...new Set(findings.map((finding) => JSON.stringify(finding)))].sort().map((text) => JSON.parse(text));

/** A path that SQL may leave undecided: one that is not of plain characters alone. */
export const mayBeUndecided = (call: string): boolean => /[^!-~ ]|["<>[\\\]^`{|}%]/.test(call);
