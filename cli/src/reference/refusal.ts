import { STATUS_CODES } from 'node:http';
import type { Refusal } from '../../../src/http/index.js';
import { refusals } from '../../../src/http/index.js';
import type { ManifestRequirement, RestoredApi } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';

/** A request that the library has refused, to show the answer. */
export interface RefusedRequest {
  readonly route: string;
  /** What the key held. */
  readonly held: readonly string[];
  readonly refusal: Refusal;
}

/** The answers to requests that the library refuses. */
export interface RefusedRequests {
  /** The 403; none where no route needs a scope. */
  readonly lacking: RefusedRequest | undefined;
  readonly withoutKey: Refusal;
  readonly wrongKey: Refusal;
  readonly otherRoute: Refusal;
}

/**
 * Refuses requests for an API.
 *
 * @param requirements route → what it needs.
 * @param realm the realm of the challenges.
 * @throws TypeError for a realm that no header can carry.
 */
export function refuseRequests(
  api: RestoredApi['api'],
  requirements: Readonly<Record<string, ManifestRequirement>>,
  realm: string,
): RefusedRequests {
  const refuse = refusals({ realm });
  const refusalOf = ({ route, held }: Pick<RefusedRequest, 'route' | 'held'>) => {
    const result = api.check(api.vocabulary.parse(held).grant, route);
    return result.ok ? undefined : refuse.insufficientScope(result.error);
  };
  let lacking: RefusedRequest | undefined;
  for (const each of candidates(api, requirements)) {
    const refusal = refusalOf(each);
    if (refusal === undefined) continue;
    lacking = { ...each, refusal };
    break;
  }
  return {
    lacking,
    withoutKey: refuse.missingCredentials,
    wrongKey: refuse.invalidToken,
    otherRoute: refuse.notFound,
  };
}

/** Gives requests that are likely to be refused, the most telling ones first: a key that may read, and writes. */
function* candidates(
  api: RestoredApi['api'],
  requirements: Readonly<Record<string, ManifestRequirement>>,
): Iterable<Pick<RefusedRequest, 'route' | 'held'>> {
  const { vocabulary } = routeTableInternals(api);
  const scoped = Object.entries(requirements).filter(([, needs]) => typeof needs !== 'string');
  const plain = scoped.filter(([route]) => !/[:*]/.test(route));
  for (const [route, needs] of [...plain, ...scoped])
    for (const [scope] of typeof needs === 'string' ? [] : needs) {
      const [implied] = vocabulary.close([scope]).filter((other) => other !== scope);
      if (implied !== undefined) yield { route, held: [implied] };
    }
  for (const [route] of [...plain, ...scoped].slice(0, 1)) {
    for (const scope of vocabulary.names) yield { route, held: [scope] };
    yield { route, held: [] };
  }
}

/** Writes a response as it is sent. */
export function responseText({ status, headers, body }: Refusal): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const members = Object.entries(body).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  const json = `{\n${members.join(',\n')}\n}`;
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...fields, '', json].join('\n');
}
