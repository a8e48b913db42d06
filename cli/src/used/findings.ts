/** What is said of a route, its requirement and what its code takes. */
import { fingerprint } from '../../../src/fleet/finding.js';
import type { ReportFinding } from '../formats/format.js';
import type { RouteUse } from './uses.js';

/** What `used` finds of a route. */
export type UsedKind = 'unused' | 'untaken' | 'unclear';

/** A route, as its requirement and its vocabulary say. */
export interface JudgedRoute {
  readonly route: string;
  /** The alternatives of its requirement. */
  readonly alternatives: readonly (readonly string[])[];
  readonly implied: (scope: string) => readonly string[];
  readonly minimal: (scopes: readonly string[]) => readonly string[];
}

/** Compares what a route declares with what its code takes; gives nothing where they agree. */
export function judge(judged: JudgedRoute, { use, place }: RouteUse): ReportFinding | undefined {
  const { route, minimal, implied } = judged;
  const proven = provenBy(judged);
  const declared = minimal([...proven]);
  const taken = new Set([...use.asks.keys()].flatMap(implied));
  const unused = declared.filter((scope) => !taken.has(scope));
  if (unused.length === 0) return undefined;
  if (use.unclear !== undefined) {
    const { why, place: at } = use.unclear;
    return finding('unclear', route, [], `${route}: cannot tell what its code takes: ${why}`, at);
  }
  const requires = `${route} requires ${listed(declared)}`;
  if (use.asks.size === 0)
    return finding('untaken', route, unused, `${requires}; its code takes no scope`, place);
  const enough = minimal([...proven].filter((scope) => taken.has(scope)));
  const rest = enough.length === 0 ? 'none of it' : `no more than ${listed(enough)}`;
  return finding('unused', route, unused, `${requires}; its code takes ${rest}`, place);
}

/** Gives what every alternative of a requirement proves, which is what the type of the grant says. */
function provenBy({ alternatives, implied }: JudgedRoute): ReadonlySet<string> {
  const [first = [], ...others] = alternatives.map((scopes) => scopes.flatMap(implied));
  return new Set(first.filter((scope) => others.every((other) => other.includes(scope))));
}

const finding = (
  kind: UsedKind,
  route: string,
  scopes: readonly string[],
  message: string,
  position: ReportFinding['position'],
): ReportFinding => ({
  kind,
  subject: 'api',
  route,
  ...(scopes.length > 0 && { scopes }),
  message,
  fingerprint: fingerprint([kind, 'api', route, ...scopes]),
  ...(position && { position }),
});

const listed = (scopes: readonly string[]): string => scopes.join(' and ');
