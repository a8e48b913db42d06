import { fail } from '../failure.js';
import type { TextSource } from '../readers/lines.js';
import { timeReader } from '../readers/time.js';
import { type Call, type CallFields, keyOf, pathOf, type Skipped, statusOf } from './call.js';

/** The place of the user among the fields. */
const userPlace = 2;
/** A text in quotes, a time in brackets, or a word. */
const field = /"((?:[^"\\]|\\.)*)"|\[([^\]]*)\]|(\S+)/g;
// What most lines look like. The expressions below read them as well, in five times the time.
const usualLine =
  /^[^\s"[]\S* [^\s"[]\S* ([^\s"[]\S*) \[([^\]]*)\] "([A-Z]+) ([^\s"\\]+) HTTP\/[\d.]+" (\d{3})(?: |$)/;
// Servers log a target as it was sent, also with blanks, which RFC 9112 §3.2 does not allow.
const requestLine = /^([A-Z]+) (\S.*?)(?: HTTP\/[\d.]+)?$/;

/**
 * Reads an access log in the common or the combined format of Apache and nginx. The key is the user, the third field,
 * unless `fields.key` has the number of another, such as 10 for what a log adds behind the user agent.
 *
 * @throws Failure for a line in another format.
 */
export async function* readAccessLog(
  { name, lines: blocks }: TextSource,
  fields: CallFields,
): AsyncGenerator<readonly (Call | Skipped)[]> {
  const keyPlace = fields.key === undefined ? userPlace : Number(fields.key) - 1;
  if (!Number.isInteger(keyPlace) || keyPlace < 0)
    fail('--key-field: in a combined log, the number of the field that is the key');
  const readTime = timeReader();
  const callOf = (line: string, place: string): Call | Skipped => {
    const [whose, time, method, target, answer] = partsOf(line, keyPlace);
    const at = readTime(time);
    const status = statusOf(answer);
    if (at === undefined || status === undefined)
      return fail(`${place}: not a line of a combined access log`);
    const key = keyOf(whose, place);
    if (key === undefined) return 'without key';
    if (method === undefined || target === undefined) return 'no request';
    return status === 0 ? 'without response' : { key, method, path: pathOf(target), status, at, count: 1 };
  };
  for await (const { first, lines } of blocks) {
    const calls: (Call | Skipped)[] = [];
    for (const [at, line] of lines.entries())
      if (line.trim() !== '') calls.push(callOf(line, `${name}:${first + at}`));
    yield calls;
  }
}

/** Takes the key, the time, the method, the target and the status out of a line. */
function partsOf(line: string, keyPlace: number): readonly (string | undefined)[] {
  const usual = keyPlace === userPlace ? usualLine.exec(line) : null;
  if (usual) return usual.slice(1);
  const fields = Array.from(line.matchAll(field), ([, quoted, time, word]) => quoted ?? time ?? word ?? '');
  const [, , , time, request = '', status] = fields;
  const [, method, target] = requestLine.exec(request) ?? [];
  return [fields[keyPlace], time, method, target, status];
}
