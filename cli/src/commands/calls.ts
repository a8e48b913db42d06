import { type CallLog, createCallLog } from '../../../src/fleet/index.js';
import { readCalls } from '../calls/read-calls.js';
import { fail } from '../failure.js';
import { nameOf } from '../readers/lines.js';
import type { Source } from '../sources/source.js';
import { counted } from '../words.js';
import { type CallOptions, callSource } from './options.js';

/** The calls of a log, by key and route. */
export interface ReadCalls {
  readonly log: CallLog;
  /** The time of the first call. */
  readonly first: Date | undefined;
  /** What is to say about calls that were left out, for people. */
  readonly sentences: readonly string[];
}

/**
 * Reads the calls that the options name.
 *
 * @throws Failure for a log that is wrong, and for one without a successful call of a route: it says nothing about what
 * keys need.
 */
export async function readCallLog({ api }: Source, options: CallOptions): Promise<ReadCalls> {
  const log = createCallLog(api, { since: options.since });
  const routeOf = routeFinder(api.routes);
  let first: Date | undefined;
  for await (const batch of readCalls(callSource(options)))
    for (const { path, method, ...call } of batch) {
      if (call.at !== undefined && (first === undefined || call.at < first)) first = call.at;
      if (options.key !== undefined && call.key !== options.key) continue;
      log.add(typeof path === 'string' ? { ...call, method, path } : { ...call, route: routeOf(path.route) });
    }
  const { successful, unmatched, early, refused, failed } = log.counts;
  if (successful === 0) {
    const whose = options.key === undefined ? '' : ` of ${options.key}`;
    const rest = `${unmatched} without a route, ${refused + failed} refused or failed, ${early} too early`;
    fail(`${nameOf(options.calls)}: no successful call${whose} of a route of the API: ${rest}`);
  }
  const lost = unmatched === 0 ? [] : [`${counted(unmatched, 'call')} of no route`];
  return { log, first, sentences: [`${counted(successful, 'successful call')} read`, ...lost] };
}

/** Finds the route of a table that has the shape of another one, however its parameters are written and named. */
function routeFinder(routes: readonly string[]): (route: string) => string {
  const shapeOf = (route: string) => route.replace(/:\w+|\{[^}/]*\}/g, ':').replace(/\/\*\w*$/, '/*');
  const byShape = new Map(routes.map((route) => [shapeOf(route), route]));
  return (route) => byShape.get(shapeOf(route)) ?? route;
}
