/** Writes values into a document, in the style of the document. */
import type { Style } from './style.js';

/** A value to write. Objects are maps: a name such as `1` keeps its place. */
export type Value = string | number | boolean | readonly Value[] | ReadonlyMap<string, Value>;

/** How long a list on one line may be. */
const mostWidth = 100;

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
const isPlain = (value: Value): value is string | number | boolean => !isList(value) && !isMap(value);

/** Gives what stands after the colon of a field, in block style. */
export function afterKey(value: Value, indent: string, style: Style): string {
  if (isPlain(value)) return ` ${renderText(value, style)}`;
  if (isMap(value)) {
    if (value.size === 0) return ' {}';
    const inner = indent + style.unit;
    const fields = Array.from(value, ([key, each]) => renderField(key, each, inner, style));
    return style.lineEnd + inner + fields.join(style.lineEnd + inner);
  }
  if (value.length === 0) return ' []';
  const inline = renderFlow(value, undefined, style);
  const mayBeInline = value.every(isPlain) ? style.areScopesInline : style.isInline;
  if (mayBeInline && indent.length + inline.length <= mostWidth) return ` ${inline}`;
  const inner = indent + ' '.repeat(style.dash);
  return style.lineEnd + inner + renderItems(value, inner, style);
}

/** Gives a field in block style. `indent` is that of its key. */
export const renderField = (key: string, value: Value, indent: string, style: Style): string =>
  `${renderKey(key, style)}:${afterKey(value, indent, style)}`;

/** Gives the items of a list in block style, without the indentation of the first. */
export function renderItems(list: readonly Value[], indent: string, style: Style): string {
  const items = list.map((item) => {
    if (!isMap(item) || item.size === 0) return `- ${renderFlow(item, undefined, style)}`;
    const inner = `${indent}  `;
    const fields = Array.from(item, ([key, each]) => renderField(key, each, inner, style));
    return `- ${fields.join(style.lineEnd + inner)}`;
  });
  return items.join(style.lineEnd + indent);
}

/**
 * Gives a value in flow style, which is that of JSON.
 *
 * @param indent that of the line which it begins on; without it, all is on one line.
 */
export function renderFlow(value: Value, indent: string | undefined, style: Style): string {
  if (isPlain(value)) return renderText(value, style, true);
  const entries = isMap(value)
    ? Array.from(
        value,
        ([key, each]) =>
          (inner: string | undefined) =>
            `${renderKey(key, style, true)}:${style.afterColon}${renderFlow(each, inner, style)}`,
      )
    : value.map((each) => (inner: string | undefined) => renderFlow(each, inner, style));
  const [open, close] = isMap(value) ? '{}' : '[]';
  if (entries.length === 0) return `${open}${close}`;
  if (indent === undefined || (isList(value) && style.isInline)) {
    const space = isMap(value) ? style.insideBraces : '';
    const inside = entries.map((write) => write(undefined)).join(`,${style.afterComma}`);
    return `${open}${space}${inside}${space}${close}`;
  }
  const inner = indent + style.unit;
  const lines = entries.map((write) => `${style.lineEnd}${inner}${write(inner)}`);
  return `${open}${lines.join(',')}${style.lineEnd}${indent}${close}`;
}

/** Gives the key of a field. */
export const renderKey = (key: string, style: Style, isInFlow = false): string =>
  renderText(key, { ...style, quote: style.keyQuote }, isInFlow);

/** Words that YAML reads as something else than a text, in one of its versions. */
const notTexts = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Gives a text, a number or a boolean: in quotes where the document has them or YAML needs them. */
export function renderText(value: string | number | boolean, style: Style, isInFlow = false): string {
  if (typeof value !== 'string') return String(value);
  if (style.isJson) return doubleQuoted(value);
  const isName = /^[\w.:/@+~*=!$%&,;|()#?<>^`{}'[\]-]+$/.test(value);
  const needsNone = isName
    ? /^[A-Za-z](?:[\w.:/@+~*=-]*[\w/+~*=-])?$/.test(value)
    : !isInFlow && /^[A-Za-z](?:[\w .()/;'-]|,(?= )|:(?=\w))*[\w.)]$/.test(value);
  if (needsNone && !notTexts.test(value) && (style.quote === '' || !isName)) return value;
  const isVisible = /^[\x20-\x7e\xa1-\u167f\u2030-\u2fff\u3001-\ud7ff\ue000-\ufefe]*$/.test(value);
  return style.quote === '"' || !isVisible ? doubleQuoted(value) : `'${value.replaceAll("'", "''")}'`;
}

const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
