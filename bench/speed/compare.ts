/** Ways to do the same, measured by turns in one process. */
import { do_not_optimize, measure } from 'mitata';
import type { Effort } from '../effort.js';
import { nanoseconds, times } from '../format.js';
import { lacks, ours, type Peer } from '../peers.js';
import { type Panel, type Table, words } from '../report.js';
import { median } from '../statistics.js';

export interface Way {
  readonly name: string;
  readonly peer: Peer;
  /** The work, done `times` times. */
  readonly run: () => unknown;
  readonly times: number;
}

/** A way to do something with an input that is made anew for each time, outside of what is measured. */
export interface FreshWay<Input> {
  readonly name: string;
  readonly peer: Peer;
  readonly make: () => Input;
  readonly run: (input: Input) => unknown;
}

export interface Timing {
  readonly name: string;
  readonly peer: Peer;
  /** For one time. */
  readonly nanoseconds: number;
}

/** What is asked of an item: one question, or the same of each of three. */
const questions = {
  one: 'ask(item)',
  allOfThree: 'ask(item[0]) && ask(item[1]) && ask(item[2])',
  anyOfThree: 'ask(item[0]) || ask(item[1]) || ask(item[2])',
} as const;
export type Three<Item> = readonly [Item, Item, Item];

/** A way to ask something of each item, which is true of `expected` of them. */
export const asking = <Item>(
  name: string,
  peer: Peer,
  items: readonly Item[],
  expected: number,
  ask: (item: Item) => boolean,
): Way => wayOver(name, peer, items, expected, loopOver('one', items, ask));

/** The same for one who has to be asked of each of three. */
export const askingThrice = <Item>(
  name: string,
  peer: Peer,
  items: readonly Three<Item>[],
  expected: number,
  question: 'allOfThree' | 'anyOfThree',
  ask: (item: Item) => boolean,
): Way => wayOver(name, peer, items, expected, loopOver(question, items, ask));

function wayOver(
  name: string,
  peer: Peer,
  { length }: readonly unknown[],
  expected: number,
  run: () => number,
): Way {
  const said = run();
  if (said !== expected) throw new Error(`${name} says yes to ${said} of ${length}, not to ${expected}`);
  return { name, peer, run, times: length };
}

let loops = 0;

/**
 * A loop that counts the items to which the answer is yes. It is compiled for what it asks and for nothing else: in a
 * loop that several shared, the engine would have to look up each time what to call. The source of each has a name
 * of its own, for the engine shares what it knows of equal sources.
 */
function loopOver<Item>(
  question: keyof typeof questions,
  items: readonly unknown[],
  ask: (item: Item) => boolean,
): () => number {
  const loop = `function loop${loops++}() { let yes = 0; for (const item of items) if (${questions[question]}) yes++; return yes; }`;
  return new Function('items', 'ask', `return ${loop}`)(items, ask);
}

export const compare = (ways: readonly Way[], effort: Effort): Promise<Timing[]> =>
  byTurns(ways, effort, async ({ run, times }, options) => {
    const { p50 } = await measure(() => do_not_optimize(run()), options);
    return p50 / times;
  });

export const compareFresh = <Input>(ways: readonly FreshWay<Input>[], effort: Effort): Promise<Timing[]> =>
  byTurns(ways, effort, async ({ make, run }, options) => {
    // Computed parameters: what `0` gives is made before the clock starts. The declarations do not know of them.
    const parameters = { 0: make, bench: (input: Input) => do_not_optimize(run(input)) };
    const { p50 } = await measure(function* () {
      yield parameters as unknown as () => unknown;
    }, options);
    return p50;
  });

async function byTurns<Each extends { readonly name: string; readonly peer: Peer }>(
  ways: readonly Each[],
  effort: Effort,
  measureOne: (way: Each, options: { min_cpu_time: number; min_samples: number }) => Promise<number>,
): Promise<Timing[]> {
  const figures = new Map<Each, number[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < effort.rounds; round++) {
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
      const options = { min_cpu_time: effort.nanoseconds, min_samples: 5 };
      figures.get(way)?.push(await measureOne(way, options));
    }
  }
  return ways.map((way) => ({
    name: way.name,
    peer: way.peer,
    nanoseconds: median(figures.get(way) ?? []),
  }));
}

/** The fastest first; ratios are to the first way of this library. */
export function timingsTable(title: string, timings: readonly Timing[]): Table {
  const unit = timings.find(({ peer }) => peer === ours)?.nanoseconds ?? Number.NaN;
  return {
    title,
    columns: [words('way'), 'time', 'ratio', words('lacks')],
    rows: sorted(timings).map(({ name, peer, nanoseconds: time }) => [
      name,
      nanoseconds(time),
      times(time / unit),
      lacks(peer),
    ]),
  };
}

export const timingsPanel = (title: string, timings: readonly Timing[]): Panel => ({
  title,
  scale: 'logarithmic',
  marks: sorted(timings).map(({ name, nanoseconds: value }) => ({ name, value, label: nanoseconds(value) })),
});

const sorted = (timings: readonly Timing[]): readonly Timing[] =>
  [...timings].sort((one, other) => one.nanoseconds - other.nanoseconds);
