/** Reading what a store says that a caller holds. */
import type { Effort } from '../effort.js';
import { times } from '../format.js';
import { ours, plainSet } from '../peers.js';
import type { Goal, Section } from '../report.js';
import { compare, compareFresh, type Timing, timingsTable } from './compare.js';
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
      `A stored text, drawn from ${names.length} scopes. Not seen before: each text is new to the process, a copy of its own; of one ` +
        `scope there are only as many different ones as scopes. Seen before: ${callers} texts again and again.`,
      'No peer reads such a text. @unkey/rbac and taskcluster-lib-scopes are handed the list of text.split, which ' +
        'they search from the start at each check.',
    ],
    tables: measured.map(({ title, timings }) => timingsTable(title, timings)),
    goals: measured.map(goalOf),
  };
}

function unseen(count: number, effort: Effort): Promise<Timing[]> {
  const make = texts(count);
  return compareFresh(
    [
      { name: 'scopeproof, parse', peer: ours, make, run: (text) => vocabulary.parse(text) },
      { name: setOfSplit, peer: plainSet, make, run: (text) => new Set(text.split(' ')) },
      { name: 'text.split', peer: plainSet, make, run: (text) => text.split(' ') },
    ],
    effort,
  );
}

function seen(count: number, effort: Effort): Promise<Timing[]> {
  const make = texts(count);
  const stored = Array.from({ length: callers }, make);
  const inTurn = (read: (text: string) => unknown) => {
    let turn = 0;
    return () => read(stored[turn++ % callers] as string);
  };
  return compare(
    [
      { name: 'scopeproof, parse', peer: ours, times: 1, run: inTurn((text) => vocabulary.parse(text)) },
      { name: setOfSplit, peer: plainSet, times: 1, run: inTurn((text) => new Set(text.split(' '))) },
      { name: 'text.split', peer: plainSet, times: 1, run: inTurn((text) => text.split(' ')) },
    ],
    effort,
  );
}

const setOfSplit = 'new Set(text.split)';

function texts(count: number): () => string {
  const next = numbersFrom(count);
  return () => received(Array.from({ length: count }, () => names[next() % names.length]).join(' '));
}

function goalOf({ title, timings }: Measured): Goal {
  const time = (name: string) => timings.find((timing) => timing.name === name)?.nanoseconds ?? Number.NaN;
  const ratio = time('scopeproof, parse') / time(setOfSplit);
  return { name: title, aim: `faster than ${setOfSplit}`, measured: times(ratio), holds: ratio < 1 };
}
