/** Ways to do the same, measured by turns in one process. */
import { do_not_optimize, measure } from 'mitata';
import type { Effort } from '../effort.js';
import { nanoseconds, times } from '../format.js';
import { lacks, ours, type Peer } from '../peers.js';
import { type Panel, type Table, words } from '../report.js';
import { median } from '../statistics.js';

/** A way to do something, so and so many `times` in each pass. */
export interface Way {
  readonly name: string;
  readonly peer: Peer;
  readonly times: number;
  /** Makes what some passes need; this is not measured. */
  readonly prepare: (passes: number) => unknown;
  readonly run: (prepared: never) => unknown;
}

export interface Timing {
  readonly name: string;
  readonly peer: Peer;
  /** For one time. */
  readonly nanoseconds: number;
}

export type Three<Item> = readonly [Item, Item, Item];

/** Asks something of each item, which is true of `expected` of them. */
export const asking = <Item>(
  name: string,
  peer: Peer,
  items: readonly Item[],
  expected: number,
  ask: (item: Item) => boolean,
): Way => askingAll(name, peer, items, expected, loopOf('one', ask));

/** The same for one who has to be asked of each of three. */
export const askingThrice = <Item>(
  name: string,
  peer: Peer,
  items: readonly Three<Item>[],
  expected: number,
  question: 'allOfThree' | 'anyOfThree',
  ask: (item: Item) => boolean,
): Way => askingAll(name, peer, items, expected, loopOf(question, ask));

/** Makes something of each item. */
export const making = <Item>(
  name: string,
  peer: Peer,
  items: readonly Item[],
  make: (item: Item) => unknown,
): Way => asking(name, peer, items, items.length, (item) => keep(make(item)));

/** Makes something of an item that is new each time. */
export function makingOfNew<Item>(
  name: string,
  peer: Peer,
  next: () => Item,
  make: (item: Item) => unknown,
): Way {
  const loop = loopOf('one', (item: Item) => keep(make(item)));
  return {
    name,
    peer,
    times: 1,
    prepare: (passes) => Array.from({ length: passes }, next),
    run: (items: readonly Item[]) => loop(items, 1),
  };
}

type Loop = (items: readonly unknown[], passes: number) => number;

function askingAll(name: string, peer: Peer, items: readonly unknown[], expected: number, loop: Loop): Way {
  const { length } = items;
  const said = loop(items, 1);
  if (said !== expected) throw new Error(`${name} says yes to ${said} of ${length}, not to ${expected}`);
  return {
    name,
    peer,
    times: length,
    prepare: (passes) => passes,
    run: (passes: number) => loop(items, passes),
  };
}

/** Lets the engine believe that something is needed. */
function keep(value: unknown): boolean {
  do_not_optimize(value);
  return true;
}

const questions = {
  one: 'ask(item)',
  allOfThree: 'ask(item[0]) && ask(item[1]) && ask(item[2])',
  anyOfThree: 'ask(item[0]) || ask(item[1]) || ask(item[2])',
} as const;

let loops = 0;

/**
 * A loop that counts the items to which the answer is yes. It is compiled for what it asks and for nothing else: in a
 * loop that several shared, the engine would have to look up each time what to call. The source of each has a name
 * of its own, for the engine shares what it knows of equal sources.
 */
function loopOf<Item>(question: keyof typeof questions, ask: (item: Item) => boolean): Loop {
  return new Function(
    'ask',
    `return function loop${loops++}(items, passes) {
      let yes = 0;
      for (; passes > 0; passes--) for (const item of items) if (${questions[question]}) yes++;
      return yes;
    }`,
  )(ask);
}

/** The median of the medians of all rounds, every other one in the opposite order. */
export async function compare(ways: readonly Way[], effort: Effort): Promise<Timing[]> {
  const measured = ways.map((way) => ({ way, passes: passesFor(way), figures: [] as number[] }));
  for (let round = 0; round < effort.rounds; round++) {
    for (const { way, passes, figures } of round % 2 === 0 ? measured : [...measured].reverse())
      figures.push(await timeOf(way, passes, effort));
  }
  return measured.map(({ way: { name, peer }, figures }) => ({ name, peer, nanoseconds: median(figures) }));
}

/** Milliseconds until the engine has compiled what it is going to compile. */
const warmUp = 50;
/** A sample is long beside the resolution of the clock, and short beside what a busy machine gives a process at a time. */
const sampleMilliseconds = 0.05;

/** How many passes make a sample. */
function passesFor(way: Way): number {
  const warm = performance.now() + warmUp;
  for (let passes = 1; ; ) {
    // One of them may have been interrupted.
    const spent = Math.min(...[1, 2, 3].map(() => millisecondsOf(way, passes)));
    if (spent < sampleMilliseconds) passes *= 2;
    else if (performance.now() > warm) return passes;
  }
}

function millisecondsOf(way: Way, passes: number): number {
  const prepared = way.prepare(passes);
  const start = performance.now();
  keep(way.run(prepared as never));
  return performance.now() - start;
}

async function timeOf(way: Way, passes: number, effort: Effort): Promise<number> {
  const { prepare, run } = way;
  // A computed parameter: what `0` gives is made before the clock starts. The declarations do not know of them.
  const parameters = { 0: () => prepare(passes), bench: (prepared: never) => keep(run(prepared)) };
  const { p50 } = await measure(
    function* () {
      yield parameters as unknown as () => unknown;
    },
    { min_cpu_time: effort.nanoseconds, min_samples: 5, batch_threshold: 0 },
  );
  return p50 / (passes * way.times);
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
