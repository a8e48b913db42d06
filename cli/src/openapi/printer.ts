/** Prints values as TypeScript, so that Prettier and Biome leave the text as it is. */

/** How a module is laid out. */
export interface Layout {
  readonly indent: 'space' | 'tab';
  readonly quotes: 'double' | 'single';
}

/** What can be printed. Objects are never put on one line, except for small ones. */
export type Printable =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Printable[] }
  | { readonly kind: 'call'; readonly name: string; readonly items: readonly Printable[] }
  | { readonly kind: 'object'; readonly fields: readonly Field[]; readonly isSmall?: boolean };

export type Field = readonly [name: string, value: Printable];

export const name = (text: string): Printable => ({ kind: 'name', name: text });
export const text = (value: string): Printable => ({ kind: 'text', text: value });
export const list = (items: readonly Printable[]): Printable => ({ kind: 'list', items });
export const call = (callee: string, items: readonly Printable[]): Printable => ({
  kind: 'call',
  name: callee,
  items,
});
export const object = (fields: readonly Field[], isSmall = false): Printable => ({
  kind: 'object',
  fields,
  isSmall,
});

/** The width of a line, and of a step of indentation, for both formatters. */
const lineWidth = 80;
const stepWidth = 2;

/** Prints values in a layout. */
export interface Printer {
  /**
   * Prints a value.
   *
   * @param depth how deep its first line is indented.
   * @param before how wide the text before it on that line is.
   * @param after how wide the text after it on its last line is.
   */
  readonly print: (value: Printable, depth: number, before: number, after: number) => string;
  readonly quote: (text: string) => string;
  readonly indent: (depth: number) => string;
}

export function createPrinter({ indent: style, quotes }: Layout): Printer {
  const step = style === 'tab' ? '\t' : ' '.repeat(stepWidth);
  const indent = (depth: number) => step.repeat(depth);
  const quote = (value: string): string => {
    const [preferred, other] = quotes === 'double' ? ['"', "'"] : ["'", '"'];
    const count = (mark: string) => value.split(mark).length - 1;
    const mark = count(preferred) > count(other) ? other : preferred;
    const escaped = value.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`);
    return mark + escaped.replace(unprintable, escapeCharacter) + mark;
  };
  const key = (field: string): string => {
    // Without brackets it would be the prototype of the object.
    if (field === '__proto__') return `[${quote(field)}]`;
    return /^[A-Za-z_$][\w$]*$/.test(field) ? field : quote(field);
  };

  const flat = (value: Printable): string | undefined => {
    const each = (items: readonly Printable[]) => items.map(flat).join(', ');
    switch (value.kind) {
      case 'name':
        return value.name;
      case 'text':
        return quote(value.text);
      case 'list':
        return `[${each(value.items)}]`;
      case 'call':
        return `${value.name}(${each(value.items)})`;
      case 'object':
        return value.isSmall === true
          ? `{ ${value.fields.map(([field, inner]) => `${key(field)}: ${flat(inner)}`).join(', ')} }`
          : undefined;
    }
  };
  const inLines = (open: string, items: readonly string[], close: string, depth: number): string =>
    items.length === 0
      ? open + close
      : `${open}\n${items.map((item) => `${indent(depth + 1)}${item},\n`).join('')}${indent(depth)}${close}`;

  const print: Printer['print'] = (value, depth, before, after) => {
    const line = flat(value);
    if (line !== undefined && depth * stepWidth + before + widthOf(line) + after <= lineWidth) return line;
    const inner = (item: Printable) => print(item, depth + 1, 0, 1);
    switch (value.kind) {
      case 'list':
        return inLines('[', value.items.map(inner), ']', depth);
      case 'call':
        return inLines(`${value.name}(`, value.items.map(inner), ')', depth);
      case 'object':
        return inLines(
          '{',
          value.fields.map((field) => printField(field, depth + 1)),
          '}',
          depth,
        );
      default:
        return line ?? '';
    }
  };
  const printField = ([field, value]: Field, depth: number): string => {
    const start = `${key(field)}:`;
    const width = depth * stepWidth + widthOf(start) + 1;
    const beside = () => `${start} ${print(value, depth, widthOf(start) + 1, 1)}`;
    const below = () => `${start}\n${indent(depth + 1)}${print(value, depth + 1, 0, 1)}`;
    switch (value.kind) {
      case 'list':
      case 'object':
        return beside();
      case 'call':
        // It breaks behind its parenthesis if that fits.
        return width + widthOf(value.name) + 1 <= lineWidth ? beside() : below();
      default:
        return width + widthOf(flat(value) ?? '') + 1 <= lineWidth ? beside() : below();
    }
  };
  return { print, quote, indent };
}

// Controls, marks that reorder text, separators of lines, and lone surrogates: none of them is to be seen in a source.
// And what changes the emoji before it, of which formatters disagree how wide it is then.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Emoji_Modifier}]|\ufe0e|\ufe0f|\u20e3/gu;
const escapeCharacter = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** Gives the columns that a text takes: two for a wide character of East Asia and for an emoji, none for a mark. */
export function widthOf(line: string): number {
  if (/^[\x20-\x7e\t]*$/.test(line)) return line.length;
  let width = 0;
  for (const character of line) if (!mark.test(character)) width += wide.test(character) ? 2 : 1;
  return width;
}
const mark = /[\p{Mn}\p{Me}]/u;
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u3247\u3250-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|(?![\u{1f1e6}-\u{1f1ff}])\p{Emoji_Presentation}/u;
