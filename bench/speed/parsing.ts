/** Reading what a store says that a caller holds. */
import type { Effort } from '../effort.js';
import { times } from '../format.js';
import { ours, plainSet } from '../peers.js';
import type { Goal, Section } from '../report.js';
import { compare, making, makingOfNew, type Timing, timingsTable } from './compare.js';
import { numbersFrom, received, scopesOf, vocabularyOf } from './scopes.js';

const vocabulary = vocabularyOf(500);
const names = scopesOf(500).map(({ name }) => name);

/** As many texts as a server may have callers at a time. */
const callers = 64;

interface Measured {
  readonly title: string;
  readonly timings: readonly Timing[];
}

export async function measureParsing(effort: Effort): Promise<Section> {
  const measured: Measured[] = [];
  for (const count of [1, 20, 200]) {
    const scopes = count === 1 ? 'one scope' : `${count} scopes`;
    measured.push({ title: `A text of ${scopes}, not seen before`, timings: await unseen(count, effort) });
    measured.push({ title: `A text of ${scopes}, seen before`, timings: await seen(count, effort) });
  }
  return {
    title: 'Run time: parsing',
    about: [
      `A stored text names some of ${names.length} scopes. Not seen before: each text is a new string, though there are only ${names.length} ` +
        `different texts of one scope. Seen before: the same ${callers} texts again and again.`,
      'No other package reads such a text. @unkey/rbac and taskcluster-lib-scopes take the list that text.split gives, ' +
        'and search it from the start at each check.',
    ],
    tables: measured.map(({ title, timings }) => timingsTable(title, timings)),
    goals: measured.map(goalOf),
  };
}

function unseen(count: number, effort: Effort): Promise<Timing[]> {
  const next = texts(count);
  return compare(
    [
      makingOfNew(parse, ours, next, (text) => vocabulary.parse(text)),
      makingOfNew(setOfSplit, plainSet, next, (text) => new Set(text.split(' '))),
      makingOfNew('text.split', plainSet, next, (text) => text.split(' ')),
    ],
    effort,
  );
}

function seen(count: number, effort: Effort): Promise<Timing[]> {
  const stored = Array.from({ length: callers }, texts(count));
  return compare(
    [
      making(parse, ours, stored, (text) => vocabulary.parse(text)),
      making(setOfSplit, plainSet, stored, (text) => new Set(text.split(' '))),
      making('text.split', plainSet, stored, (text) => text.split(' ')),
    ],
    effort,
  );
}

const parse = 'scopeproof, parse';
const setOfSplit = 'new Set(text.split)';

function texts(count: number): () => string {
  const next = numbersFrom(count);
  return () => received(Array.from({ length: count }, () => names[next() % names.length]).join(' '));
}

function goalOf({ title, timings }: Measured): Goal {
  const time = (name: string) => timings.find((timing) => timing.name === name)?.nanoseconds ?? Number.NaN;
  const ratio = time(parse) / time(setOfSplit);
  return { name: title, aim: `faster than ${setOfSplit}`, measured: times(ratio), holds: ratio < 1 };
}
