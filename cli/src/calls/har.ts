import { fail } from '../failure.js';
import { fieldOf } from '../readers/json-lines.js';
import { nameOf } from '../readers/lines.js';
import { readTime } from '../readers/time.js';
import { readWhole } from '../readers/whole.js';
import { type Call, pathOf, type Skipped, statusOf } from './call.js';

/**
 * Reads an HTTP archive, HAR 1.2, as browsers and proxies record it. It is one document, so it has to fit into memory.
 *
 * @param key the key of all its calls: an archive names none.
 * @throws Failure for a file that is no archive.
 */
export async function* readHar(file: string, key: string): AsyncGenerator<readonly (Call | Skipped)[]> {
  const name = nameOf(file);
  const entries = fieldOf(await parse(file, name), 'log.entries');
  if (!Array.isArray(entries)) return fail(`${name}: not an HTTP archive: it has no log.entries`);
  yield entries.map((entry: unknown, i) => callOf(Object(entry), key, `${name}: log.entries[${i}]`));
}

async function parse(file: string, name: string): Promise<object> {
  const text = await readWhole(file);
  try {
    return Object(JSON.parse(text));
  } catch {
    // The parser's own message quotes the file.
    return fail(`${name}: not JSON, or cut off`);
  }
}

function callOf(entry: object, key: string, place: string): Call | Skipped {
  const method = fieldOf(entry, 'request.method');
  const url = fieldOf(entry, 'request.url');
  const status = statusOf(fieldOf(entry, 'response.status'));
  if (typeof method !== 'string' || typeof url !== 'string' || status === undefined)
    return fail(`${place}: no request.method, request.url or response.status`);
  if (status === 0) return 'without response';
  return {
    key,
    method,
    path: pathOf(url),
    status,
    at: readTime(fieldOf(entry, 'startedDateTime')),
    count: 1,
  };
}
