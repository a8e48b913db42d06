/** Sets a field of an object in the text of a document. */
import { afterKey, renderField, renderFlow, renderItems, renderKey, type Value } from './render.js';
import type { Splice } from './splice.js';
import { listStyleOf, type Style } from './style.js';
import { type Item, indentAt, isSpecial, lineStart, type Syntax, type Token } from './syntax.js';

/**
 * Sets fields. A text is the reason why that is not possible.
 *
 * @param before the fields before which new ones are put: the first of them that is there, else the first of all.
 */
export function editFields(
  syntax: Syntax,
  style: Style,
  map: Token,
  fields: ReadonlyMap<string, Value>,
  before: readonly string[],
): readonly Splice[] | string {
  if (map.type !== 'map') return 'it is not written as an object';
  const splices: Splice[] = [];
  const added = new Map(fields);
  for (const [key, value] of fields) {
    const item = syntax.fieldOf(map, key);
    if (item === undefined) continue;
    added.delete(key);
    const edits = replaceValue(syntax.text, style, map, item, value);
    if (typeof edits === 'string') return edits;
    splices.push(...edits);
  }
  if (added.size === 0) return splices;
  const edit = map.isFlow
    ? insertInFlow(syntax, style, map, added, before)
    : insertLines(syntax, style, map, added, before);
  return typeof edit === 'string' ? edit : [...splices, edit];
}

function replaceValue(
  text: string,
  style: Style,
  map: Token,
  item: Item,
  value: Value,
): readonly Splice[] | string {
  const { start: key, colon, value: old } = item;
  const { start, end } = old;
  if (isSpecial(item)) return 'it has an anchor, an alias or a tag';
  if (colon === undefined || start === undefined || end === undefined) return 'it has no value';
  const indent = indentAt(text, key);
  if (map.isFlow) {
    const isOneLine = old.items.length === 0 ? indent === undefined : !text.slice(start, end).includes('\n');
    const lineIndent = /^[ \t]*/.exec(text.slice(lineStart(text, key)))?.[0] ?? '';
    return [{ start, end, text: renderFlow(value, isOneLine ? undefined : lineIndent, style) }];
  }
  if (indent === undefined) return 'its key does not begin a line';
  if (old.type === 'list' && !old.isFlow) return replaceItems(text, style, old, colon, value);
  if (old.type === 'map' && !old.isFlow) return replaceFields(text, style, indent, old, value);
  const isOnLine = !text.slice(colon, start).includes('\n');
  if (old.items.length === 0 && isOnLine)
    return [{ start: colon + 1, end, text: afterKey(value, indent, style) }];
  return [{ start, end, text: renderFlow(value, undefined, { ...style, isInline: true }) }];
}

/** Replaces a list in block style, whose lines follow that of its key. */
function replaceItems(
  text: string,
  style: Style,
  old: Token,
  colon: number,
  value: Value,
): readonly Splice[] | string {
  const { start = 0, end = 0 } = old;
  const indent = indentAt(text, start);
  if (indent === undefined || !Array.isArray(value)) return 'it does not begin a line';
  if (value.length > 0) {
    const own = { ...style, ...listStyleOf(old, text, style) };
    return [{ start, end, text: renderItems(value, indent, own) }];
  }
  // An empty list can stand nowhere but on the line of its key.
  const above = text.slice(0, lineStart(text, start)).replace(/\r?\n$/, '').length;
  return [
    { start: colon + 1, end: colon + 1, text: ' []' },
    { start: Math.max(above, colon + 1), end, text: '' },
  ];
}

/** Replaces a map in block style, whose lines follow that of its key. */
function replaceFields(
  text: string,
  style: Style,
  indent: string,
  { start = 0, end = 0 }: Token,
  value: Value,
): readonly Splice[] | string {
  const inner = indentAt(text, start);
  if (inner === undefined || !(value instanceof Map)) return 'it does not begin a line';
  const unit = inner.length > indent.length ? inner.slice(indent.length) : style.unit;
  const fields = Array.from(value as ReadonlyMap<string, Value>, ([key, each]) =>
    renderField(key, each, inner, { ...style, unit }),
  );
  return [{ start, end, text: fields.join(style.lineEnd + inner) }];
}

/** Finds the field before which new ones are put. */
function fieldBefore(
  { fieldOf }: Syntax,
  map: Token,
  before: readonly string[],
  isPossible: (item: Item) => boolean,
): Item | undefined {
  const named = before.map((name) => fieldOf(map, name)).filter((item) => item !== undefined);
  return [...named, ...map.items].find(isPossible);
}

function insertLines(
  syntax: Syntax,
  style: Style,
  map: Token,
  fields: ReadonlyMap<string, Value>,
  before: readonly string[],
): Splice | string {
  const { text } = syntax;
  const next = fieldBefore(syntax, map, before, ({ start }) => indentAt(text, start) !== undefined);
  if (next === undefined) return 'no field of its object begins a line';
  const indent = indentAt(text, next.start) ?? '';
  const least = map.items[map.items.indexOf(next) - 1]?.end ?? 0;
  let at = lineStart(text, next.start);
  // Comments right above a field belong to it.
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (above < least || !text.startsWith(`${indent}#`, above)) break;
    at = above;
  }
  const lines = Array.from(
    fields,
    ([key, value]) => `${indent}${renderField(key, value, indent, style)}${style.lineEnd}`,
  );
  return { start: at, end: at, text: lines.join('') };
}

function insertInFlow(
  syntax: Syntax,
  style: Style,
  map: Token,
  fields: ReadonlyMap<string, Value>,
  before: readonly string[],
): Splice {
  const { text } = syntax;
  const next = fieldBefore(syntax, map, before, () => true);
  const indent = next && indentAt(text, next.start);
  const gap = indent === undefined ? style.afterComma : style.lineEnd + indent;
  const written = Array.from(
    fields,
    ([key, value]) => `${renderKey(key, style, true)}:${style.afterColon}${renderFlow(value, indent, style)}`,
  ).join(`,${gap}`);
  if (next !== undefined) return { start: next.start, end: next.start, text: `${written},${gap}` };
  const at = (map.start ?? 0) + 1;
  return { start: at, end: at, text: style.insideBraces + written + style.insideBraces };
}
