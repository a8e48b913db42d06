/**
 * Makes a fleet: an API, its keys and their calls, with what is to be found about each key beside them.
 *
 * `npx tsx examples/fleet/main.ts --keys 100000 --seed 1 --out fleet` writes
 *
 * - `now/routes.ts` and `next/routes.ts`: two versions of the API
 * - `keys.csv`: the keys, as a database exports them
 * - `access.log` and `calls.jsonl`: the same calls in two formats
 * - `truth.jsonl`: what each key was made with, what it holds, and what is to be found
 */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeApi } from './api.js';
import { callsOf, combinedLines, firstCall, jsonLine, logBegins } from './calls.js';
import { changesFor, type FleetKey, makeKey, narrowest } from './keys.js';
import { createRandom } from './random.js';
import { held } from './rules.js';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
if (values.out === undefined || ![values.keys, values.seed].every((text) => /^\d{1,9}$/.test(text))) {
  console.error('usage: npx tsx examples/fleet/main.ts --keys 100000 --seed 1 --out <folder>');
  process.exit(2);
}
const folder = values.out;
const random = createRandom(Number(values.seed));
const day = 86_400_000;

mkdirSync(folder, { recursive: true });
writeApi(folder);

/** Appends to a file in large pieces. */
function createWriter(name: string) {
  const file = join(folder, name);
  rmSync(file, { force: true });
  let texts: string[] = [];
  const flush = () => {
    appendFileSync(file, texts.join(''));
    texts = [];
  };
  return {
    write: (text: string) => {
      if (texts.push(text) === 10_000) flush();
    },
    end: flush,
  };
}

const owners = ['Acme', '"Müller, Söhne & Co."', '"The ""Best"" Desk"', 'O’Neil', ''];
const storedText = ({ stored }: FleetKey): string =>
  stored.map(({ text }) => text).join(random.one([' ', ' ', '  ']));
const createdText = (at: number): string => {
  const iso = new Date(at).toISOString();
  return random.one([iso, iso.replace('T', ' ').replace('Z', '+00'), iso.slice(0, 10)]);
};

const [keys, truth] = [createWriter('keys.csv'), createWriter('truth.jsonl')];
/** day → its calls */
const byDay = new Map([[logBegins / day, [firstCall('k_000001')]]]);
keys.write('id,owner,scopes,created_at\n');
for (let number = 1; number <= Number(values.keys); number++) {
  const key = makeKey(number, random);
  // The log begins at midnight, so that a date alone says on which side of it a key was made.
  const createdAt = logBegins + (key.young ? 1 + random.below(60) : -1 - random.below(1500)) * day;
  const { calls, successful } = callsOf(key, createdAt, random);
  for (const call of calls) {
    const own = byDay.get(Math.floor(call.at / day)) ?? [];
    own.push(call);
    byDay.set(Math.floor(call.at / day), own);
  }
  keys.write(`${key.id},${random.one(owners)},${storedText(key)},${createdText(createdAt)}\n`);
  truth.write(
    `${JSON.stringify({
      key: key.id,
      made: key.made,
      holds: [...held(key.stored.flatMap(({ now }) => now))],
      findings: key.findings,
      changes: changesFor(key),
      least:
        key.called.length === 0
          ? null
          : { scopes: narrowest(key.called), routes: key.called.length, calls: successful },
    })}\n`,
  );
}

const [combined, json] = [createWriter('access.log'), createWriter('calls.jsonl')];
for (const [, calls] of [...byDay].sort(([one], [other]) => one - other))
  for (const call of calls.sort((one, other) => one.at - other.at)) {
    combined.write(combinedLines(call));
    json.write(jsonLine(call));
  }
for (const writer of [keys, truth, combined, json]) writer.end();
