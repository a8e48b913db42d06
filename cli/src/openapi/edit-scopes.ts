/** Makes the scopes that a scheme declares those of a vocabulary. */
import { fieldsOf, type Node } from './node.js';
import { renderField, renderFlow, renderKey, renderText } from './render.js';
import type { Splice } from './splice.js';
import type { Style } from './style.js';
import { type Item, indentAt, isSpecial, lineStart, type Syntax, type Token } from './syntax.js';

/** The change of one object of scopes. */
export interface ScopesEdit {
  readonly splices: readonly Splice[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Those with another description now. */
  readonly described: readonly string[];
}

/** A scope with its description; an empty one leaves that of the document. */
export type DescribedScopes = ReadonlyMap<string, string>;

/**
 * Adds the scopes that are missing, removes those that are unknown, and writes descriptions where they differ in more
 * than white space. The order stays. A text is the reason why that is not possible.
 */
export function editScopes(
  syntax: Syntax,
  style: Style,
  node: Node,
  scopes: DescribedScopes,
): ScopesEdit | string {
  const map = syntax.find(node);
  if (typeof map === 'string') return map;
  if (map.type !== 'map') return 'it is not written as an object';
  const declared = fieldsOf(node, 'scopes');
  const plan = planOf(declared, scopes);
  const { added, removed, described } = plan;
  if (added.length + removed.length + described.length === 0) return { ...plan, splices: [] };
  if (map.items.some(isSpecial)) return 'it has an anchor, an alias or a tag';
  if ([...declared.keys()].some((name) => !syntax.fieldOf(map, name))) return 'it has a merge key';
  const splices = map.isFlow
    ? map.items.length === 0
      ? fillEmpty(syntax.text, style, map, plan)
      : editFlow(syntax.text, style, map, plan)
    : editLines(syntax.text, style, map, plan);
  return typeof splices === 'string' ? splices : { ...plan, splices };
}

interface Plan extends Omit<ScopesEdit, 'splices'> {
  readonly scopes: DescribedScopes;
}

const normal = (text: string): string => text.trim().replace(/\s+/g, ' ');

function planOf(declared: ReadonlyMap<string, Node>, scopes: DescribedScopes): Plan {
  // Extensions are no scopes.
  const there = [...declared.keys()].filter((name) => !name.startsWith('x-'));
  const isOther = (name: string) => {
    const { value } = declared.get(name) ?? {};
    const wanted = scopes.get(name) ?? '';
    return wanted !== '' && normal(wanted) !== normal(typeof value === 'string' ? value : '');
  };
  return {
    scopes,
    described: there.filter(isOther),
    added: [...scopes.keys()].filter((name) => !declared.has(name)),
    removed: there.filter((name) => !scopes.has(name)),
  };
}

/** In block style, each scope has lines of its own. Comments between them stay. */
function editLines(
  text: string,
  style: Style,
  { items }: Token,
  { scopes, added, removed, described }: Plan,
): readonly Splice[] | string {
  const [first] = items;
  const indent = first && indentAt(text, first.start);
  if (indent === undefined || items.some(({ start }) => indentAt(text, start) === undefined))
    return 'its scopes do not begin lines';
  const own = { ...style, keyQuote: quoteOf(items) };
  const from = lineStart(text, first?.start ?? 0);
  const pieces: string[] = [];
  let at = from;
  for (const item of items) {
    const { name = '' } = item;
    const start = lineStart(text, item.start);
    const end = lineAfter(text, item.end);
    pieces.push(text.slice(at, start));
    if (described.includes(name))
      pieces.push(
        text.slice(start, item.value.start ?? item.end),
        item.value.start === undefined ? ' ' : '',
        renderText(scopes.get(name) ?? '', own),
        text.slice(item.end, end),
      );
    else if (!removed.includes(name)) pieces.push(text.slice(start, end));
    at = end;
  }
  const kept = pieces.join('');
  const gap = kept === '' || kept.endsWith('\n') ? '' : style.lineEnd;
  const lines = added.map((name) => indent + renderField(name, scopes.get(name) ?? '', indent, own));
  const whole = `${kept}${gap}${lines.map((line) => line + style.lineEnd).join('')}`;
  // A last line without an end has none afterwards.
  const isOpen = !text.slice(from, at).endsWith('\n');
  return [{ start: from, end: at, text: isOpen ? whole.replace(/\r?\n$/, '') : whole }];
}

const lineAfter = (text: string, offset: number): number => {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
};

/** In flow style, commas stand between the scopes: all are written again, with what stands between the first two. */
function editFlow(
  text: string,
  style: Style,
  { items, start: from = 0, end: to = 0 }: Token,
  { scopes, added, removed, described }: Plan,
): readonly Splice[] | string {
  const [first, second] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return 'it is empty';
  const gaps = items.map(({ start }, i) => text.slice(items[i - 1]?.end ?? from, start));
  if ([...gaps, text.slice(last.end, to)].some((gap) => gap.includes('#'))) return 'it has a comment';
  const indent = indentAt(text, first.start);
  const gap = indent === undefined ? style.afterComma : style.lineEnd + indent;
  const between = second === undefined ? `,${gap}` : text.slice(first.end, second.start);
  const own = { ...style, keyQuote: quoteOf(items) };
  const write = (name: string) =>
    `${renderKey(name, own, true)}:${style.afterColon}${renderText(scopes.get(name) ?? '', own, true)}`;
  const kept = items.flatMap(({ name = '', start, end }) => {
    if (removed.includes(name)) return [];
    return [described.includes(name) ? write(name) : text.slice(start, end)];
  });
  return [{ start: first.start, end: last.end, text: [...kept, ...added.map(write)].join(between) }];
}

/** Fills an empty object. It stays on its line, except in JSON of several lines. */
const fillEmpty = (text: string, style: Style, map: Token, { scopes }: Plan): readonly Splice[] => {
  const { start = 0, end = 0 } = map;
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, start)))?.[0] ?? '';
  const isOneLine = !style.isJson || !text.trim().includes('\n');
  return [{ start, end, text: renderFlow(scopes, isOneLine ? undefined : indent, style) }];
};

/** Gives the quotes around the names of scopes: none where one has none. */
function quoteOf(items: readonly Item[]): Style['quote'] {
  const quotes = new Set(items.map(({ key }) => key?.quote ?? ''));
  return quotes.has('') ? '' : quotes.has('"') ? '"' : "'";
}
