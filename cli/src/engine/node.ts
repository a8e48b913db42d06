import { calledNumbers } from '../../../src/fleet/call-log.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { readCallLog } from '../commands/calls.js';
import type { CallOptions } from '../commands/options.js';
import { type KeyTable, readKeys } from '../readers/keys.js';
import type { Source } from '../sources/source.js';
import type { Fleet } from './fleet.js';

/** Holds the calls in memory, by key and route, and reads the keys one after the other. */
export async function nodeFleet(source: Source, table: KeyTable, options: CallOptions): Promise<Fleet> {
  const routes = routeTableInternals(source.api);
  const { log, first, sentences } = await readCallLog(source, options);
  const keys = async function* () {
    for await (const batch of readKeys(table))
      yield batch.map((key) => ({ key, called: calledNumbers(routes, log.routesOf(key.key)) }));
  };
  return { first, sentences, keys: keys(), close: () => {} };
}
