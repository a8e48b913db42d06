import { type CallCounts, type CallLog, createCallLog } from '../../../src/fleet/index.js';
import { noRequestSentence, readCalls } from '../calls/read-calls.js';
import { routeFinder } from '../calls/route-finder.js';
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
  /** What is to say about the calls, for people. */
  readonly sentences: readonly string[];
}

/**
 * Reads the calls that the options name.
 *
 * @throws Failure for a log that is wrong, and for one without a successful call of a route: it says nothing about what
 * keys need.
 */
export async function readCallLog(source: Source, options: CallOptions): Promise<ReadCalls> {
  let log = createCallLog(source.api);
  const totals = await readCallLogs(source, options, Number.POSITIVE_INFINITY, (whole) => {
    log = whole;
  });
  return { log, first: totals.first, sentences: callSentences(options, totals) };
}

/** What a log comes to. */
export interface CallTotals {
  /** The time of the first call. */
  readonly first: Date | undefined;
  readonly counts: CallCounts;
  /** How many calls of keys are no request that can be read. */
  readonly noRequest: number;
}

/**
 * Reads the calls that the options name, as logs of so many at most.
 *
 * @param use gets each log; none of them is kept.
 * @throws Failure for a log that is wrong.
 */
export async function readCallLogs(
  { api }: Source,
  options: CallOptions,
  most: number,
  use: (log: CallLog) => void,
): Promise<CallTotals> {
  const routeOf = routeFinder(api.routes);
  const totals = { successful: 0, refused: 0, failed: 0, unmatched: 0, early: 0 };
  let first: Date | undefined;
  let log = createCallLog(api, { since: options.since });
  let added = 0;
  let noRequest = 0;
  const skip = (count: number) => {
    noRequest = count;
  };
  const end = () => {
    const { counts } = log;
    for (const kind of countKinds) totals[kind] += counts[kind];
    use(log);
    log = createCallLog(api, { since: options.since });
    added = 0;
  };
  for await (const batch of readCalls(callSource(options), skip))
    for (const call of batch) {
      const { key, at, path, status, count } = call;
      if (at !== undefined && (first === undefined || at < first)) first = at;
      if (options.key !== undefined && key !== options.key) continue;
      if (typeof path === 'string') log.add({ key, method: call.method, path, status, at, count });
      else log.add({ key, route: routeOf(path.route), status, at, count });
      added += 1;
      if (added === most) end();
    }
  end();
  return { first, counts: totals, noRequest };
}

const countKinds = ['successful', 'refused', 'failed', 'unmatched', 'early'] as const;

/**
 * Says how many calls were read.
 *
 * @throws Failure for a log without a successful call of a route, and for one without the times that are asked for.
 */
export function callSentences(
  options: CallOptions,
  { first, counts, noRequest }: CallTotals,
): readonly string[] {
  if (first === undefined && (options.since !== undefined || options.timeField !== undefined))
    fail(`${nameOf(options.calls)}: no time in any call: name its field with --time-field`);
  const { successful, unmatched, early, refused, failed } = counts;
  if (successful === 0) {
    const whose = options.key === undefined ? '' : ` of ${options.key}`;
    const rest = `${unmatched} without a route, ${refused + failed} refused or failed, ${early} too early`;
    fail(`${nameOf(options.calls)}: no successful call${whose} of a route of the API: ${rest}`);
  }
  const lost = unmatched === 0 ? [] : [`${counted(unmatched, 'call')} of no route`];
  const leftOut = noRequest === 0 ? [] : [noRequestSentence(noRequest)];
  return [`${counted(successful, 'successful call')} read`, ...lost, ...leftOut];
}
