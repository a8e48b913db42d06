/** Where the values of a document stand in its text, in YAML and in JSON. */
import { COLLECTION_STYLE, EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { createLines } from './lines.js';
import { type Node, type Position, pathOf } from './node.js';

/** A value in the text. */
export interface Token {
  readonly type: 'map' | 'list' | 'scalar' | 'alias';
  /** Where it begins; an empty value has no place. */
  readonly start: number | undefined;
  /** Where it ends: line ends after it are no part of it. */
  readonly end: number | undefined;
  /** In flow style, which is that of JSON, or in quotes. */
  readonly isFlow: boolean;
  readonly quote: '' | '"' | "'";
  readonly anchor: string | undefined;
  readonly hasTag: boolean;
  /** The fields of a map, the elements of a list. */
  readonly items: readonly Item[];
}

/** A field of a map, or an element of a list. */
export interface Item {
  /** The name of a field; nothing for one that is no text. */
  readonly name: string | undefined;
  readonly key: Token | undefined;
  /** Where the colon of a field stands. */
  readonly colon: number | undefined;
  readonly value: Token;
  /** Where it begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** The values of a text. */
export interface Syntax {
  readonly text: string;
  /** The value of the whole document. */
  readonly root: Token;
  /** Finds a value. A text is the reason why it cannot be changed on its own. */
  readonly find: (node: Node) => Token | string;
  /** Finds the field of a map. */
  readonly fieldOf: (map: Token, name: string) => Item | undefined;
  /** Finds where a node stands: its key. */
  readonly positionOf: (node: Node) => Position;
}

/** Reads where the values of a text stand, which is known to be valid. */
export function readSyntax(text: string): Syntax {
  const tokenAt = createTokens(text);
  const root = tokenAt(1);
  const known = new WeakMap<Token, ReadonlyMap<string, Item>>();
  const fieldOf = (map: Token, name: string): Item | undefined => {
    if (map.type !== 'map') return undefined;
    const fields =
      known.get(map) ??
      new Map(map.items.flatMap((item) => (item.name === undefined ? [] : [[item.name, item]])));
    known.set(map, fields);
    return fields.get(name);
  };
  const lines = createLines(text);
  return {
    text,
    root,
    fieldOf,
    find: (node) => {
      let token = root;
      for (const name of pathOf(node)) {
        const item = fieldOf(token, name);
        if (item === undefined) return 'it comes from a merge key';
        token = item.value;
        if (token.type === 'alias') return 'it is an alias';
        if (token.anchor !== undefined && text.includes(`*${token.anchor}`)) return 'an alias repeats it';
      }
      return token;
    },
    positionOf: (node) => {
      let token = root;
      let offset = root.start ?? 0;
      for (const name of pathOf(node)) {
        const item = token.type === 'list' ? token.items[Number(name)] : fieldOf(token, name);
        if (item === undefined) break;
        offset = item.start;
        token = item.value;
      }
      return { file: node.file.name, ...lines(offset) };
    },
  };
}

/** Makes what gives the token of an event. The events of a value follow it: `next` has the event after them. */
function createTokens(text: string): (index: number) => Token {
  const events = parseEvents(text, {});
  const next = new Int32Array(events.length);
  const open: number[] = [];
  for (const [i, { type }] of events.entries()) {
    if (type === EVENT_ID.POP) next[open.pop() ?? 0] = i + 1;
    else if (type === EVENT_ID.SCALAR || type === EVENT_ID.ALIAS) next[i] = i + 1;
    else open.push(i);
  }
  const childrenOf = (index: number): readonly number[] => {
    const children: number[] = [];
    for (let i = index + 1; events[i] && events[i]?.type !== EVENT_ID.POP; i = next[i] ?? 0) children.push(i);
    return children;
  };
  const tokenAt = (index: number): Token => {
    const event = events[index];
    if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) {
      const isMap = event.type === EVENT_ID.MAPPING;
      return createCollection(text, event, () => {
        const tokens = childrenOf(index).map((child) => ({ token: tokenAt(child), event: events[child] }));
        if (!isMap) return tokens.map(({ token }) => createItem(text, undefined, undefined, token));
        return tokens.flatMap(({ token, event: key }, i) => {
          const value = tokens[i + 1]?.token;
          const name = key?.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : undefined;
          return i % 2 === 0 && value ? [createItem(text, name, token, value)] : [];
        });
      });
    }
    return createLeaf(text, event);
  };
  return tokenAt;
}

type Range = Extract<Event, { readonly anchorStart: number; readonly tagStart: number }>;

const marksOf = (text: string, { anchorStart, anchorEnd, tagStart }: Range) => ({
  anchor: anchorStart < 0 ? undefined : text.slice(anchorStart, anchorEnd),
  hasTag: tagStart >= 0,
});

function createLeaf(text: string, event: Event | undefined): Token {
  const common = { items: [], isFlow: false, quote: '', anchor: undefined, hasTag: false } as const;
  if (event?.type === EVENT_ID.ALIAS)
    return { ...common, type: 'alias', start: event.anchorStart - 1, end: event.anchorEnd };
  if (event?.type !== EVENT_ID.SCALAR || event.valueStart < 0) {
    const marks = event?.type === EVENT_ID.SCALAR ? marksOf(text, event) : {};
    return { ...common, ...marks, type: 'scalar', start: undefined, end: undefined };
  }
  const { style, valueStart, valueEnd } = event;
  const quote = style === SCALAR_STYLE.DOUBLE_QUOTED ? '"' : style === SCALAR_STYLE.SINGLE_QUOTED ? "'" : '';
  const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
  return {
    ...common,
    ...marksOf(text, event),
    type: 'scalar',
    quote,
    isFlow: quote !== '',
    // The indicator of a block scalar stands on the line above its text.
    start: isBlock ? indicatorBefore(text, valueStart) : valueStart - quote.length,
    end: isBlock ? text.slice(0, valueEnd).trimEnd().length : valueEnd + quote.length,
  };
}

/** Finds the `|` or `>` of a block scalar whose text begins at an offset. */
function indicatorBefore(text: string, offset: number): number {
  const end = Math.max(0, offset - 1);
  const start = lineStart(text, end);
  const found = /[|>][-+\d]*[ \t]*(?:#.*)?\r?$/.exec(text.slice(start, end));
  return found === null ? end : start + found.index;
}

function createCollection(
  text: string,
  event: Extract<Event, { readonly start: number }>,
  read: () => readonly Item[],
): Token {
  const isFlow = event.style === COLLECTION_STYLE.FLOW;
  let items: readonly Item[] | undefined;
  return {
    ...marksOf(text, event),
    type: event.type === EVENT_ID.MAPPING ? 'map' : 'list',
    start: event.start,
    isFlow,
    quote: '',
    get items() {
      items ??= read();
      return items;
    },
    get end() {
      const last = this.items.at(-1)?.end ?? event.start + 1;
      // A single pair in a list, `[a: b]`, has no brackets of its own.
      return isFlow && /[[{]/.test(text.charAt(event.start)) ? bracketAfter(text, last) : last;
    },
  };
}

/** Finds the end of a flow collection behind its last item: only white space, commas and comments come before it. */
function bracketAfter(text: string, offset: number): number {
  const between = /(?:[^\]}#]|#.*)*[\]}]/y;
  between.lastIndex = offset;
  return between.test(text) ? between.lastIndex : offset;
}

function createItem(text: string, name: string | undefined, key: Token | undefined, value: Token): Item {
  let colon: number | undefined;
  if (key?.end !== undefined) {
    const beforeColon = /\s*:/y;
    beforeColon.lastIndex = key.end;
    if (beforeColon.test(text)) colon = beforeColon.lastIndex - 1;
  }
  const own = colon === undefined ? key?.end : colon + 1;
  return {
    name,
    key,
    colon,
    value,
    start: key?.start ?? value.start ?? own ?? 0,
    get end() {
      return value.end ?? own ?? 0;
    },
  };
}

/** Tells whether an item has an anchor, a tag or an alias: what others may refer to, or what means something else. */
export const isSpecial = ({ key, value }: Item): boolean =>
  [key, value].some(
    (token) =>
      token !== undefined &&
      (token.type === 'alias' || token.anchor !== undefined || token.hasTag || token.items.some(isSpecial)),
  );

/** Gives the text of a value. */
export const sourceOf = (text: string, { start, end }: Token): string => text.slice(start ?? 0, end ?? 0);

/** Gives where the line of an offset begins. */
export const lineStart = (text: string, offset: number): number =>
  offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;

/** Gives the white space before an offset in its line; nothing where there is anything else. */
export function indentAt(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*$/.test(before) ? before : undefined;
}
