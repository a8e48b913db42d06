/** How a document is written: what is written into it looks the same. */

import type { OpenApiDocument } from './document.js';
import { childOf } from './node.js';
import { indentAt, lineStart, type Syntax, sourceOf, type Token } from './syntax.js';

/** How lists of security requirements are written. */
export interface ListStyle {
  /** As `[{oauth: [a]}]`, on one line. */
  readonly isInline: boolean;
  /** How far a dash stands behind the key of its list, in block style. */
  readonly dash: number;
  /** Whether the scopes of a scheme are written as `[a, b]`, in block style. */
  readonly areScopesInline: boolean;
}

export interface Style extends ListStyle {
  /** Whether it is JSON, or YAML that looks like it. */
  readonly isJson: boolean;
  readonly lineEnd: string;
  /** One step of indentation. */
  readonly unit: string;
  /** The quotes around texts; none where a text needs none. */
  readonly quote: '' | '"' | "'";
  /** The quotes around keys. */
  readonly keyQuote: Style['quote'];
  /** What stands after a colon, after a comma and inside of braces on one line. */
  readonly afterColon: string;
  readonly afterComma: string;
  readonly insideBraces: string;
}

/** Finds out how a document is written, from its first lists of security requirements. */
export function styleOf(document: OpenApiDocument, syntax: Syntax): Style {
  const { text, root } = syntax;
  const isJson = root.isFlow;
  const unit = unitOf(syntax);
  const isTight = isJson && /"\s*:(?=\S)/.test(text.slice(0, 1000)) && !/"\s*: /.test(text.slice(0, 1000));
  const defaults: ListStyle = {
    isInline: isJson && !text.trim().includes('\n'),
    dash: unit.includes('\t') ? 2 : unit.length,
    areScopesInline: false,
  };
  const lists = securityLists(document, syntax);
  const list = lists.map((each) => listStyleOf(each, text, defaults));
  const first = lists[0];
  return {
    ...(list[0] ?? { ...defaults, dash: otherDash(syntax) ?? defaults.dash }),
    areScopesInline: list.find((_, i) => hasScopes(lists[i]))?.areScopesInline ?? defaults.areScopesInline,
    isJson,
    lineEnd: /\r?\n/.exec(text)?.[0] ?? '\n',
    unit,
    quote: scopesOf(first)?.items[0]?.value.quote ?? '',
    keyQuote: first?.items.find(({ value }) => value.items.length > 0)?.value.items[0]?.key?.quote ?? '',
    afterColon: isTight ? '' : ' ',
    afterComma: isTight ? '' : ' ',
    insideBraces: bracesOf(lists, text),
  };
}

/** Finds out what stands inside of braces: in lists of security requirements, else in the first object on a line. */
function bracesOf(lists: readonly Token[], text: string): string {
  const inside = /(?:^|[\s[:])\{( ?)["'\w]/;
  for (const list of lists) {
    const found = inside.exec(sourceOf(text, list));
    if (found) return found[1] ?? '';
  }
  return inside.exec(text)?.[1] ?? '';
}

/** The most lists that are looked at: they are alike. */
const mostLists = 20;

/** Gives the first lists of security requirements that are not empty, those with scopes first. */
function securityLists({ root, operations }: OpenApiDocument, syntax: Syntax): readonly Token[] {
  const found: Token[] = [];
  for (const owner of [...operations.map(({ object }) => object), root]) {
    const node = owner.file === root.file ? childOf(owner, 'security') : undefined;
    const token = node === undefined ? undefined : syntax.find(node);
    if (typeof token === 'object' && token.type === 'list' && token.items.length > 0) found.push(token);
    if (found.length === mostLists) break;
  }
  return found.sort((a, b) => Number(hasScopes(b)) - Number(hasScopes(a)));
}

/** Gives the first list of scopes of a list of security requirements. */
function scopesOf(list: Token | undefined): Token | undefined {
  for (const { value: requirement } of list?.items ?? [])
    for (const { value } of requirement.items) if (value.items.length > 0) return value;
  return undefined;
}

const hasScopes = (list: Token | undefined): boolean => scopesOf(list) !== undefined;

/** Finds out how a list is written; `defaults` says what it does not show. */
export function listStyleOf(list: Token, text: string, defaults: ListStyle): ListStyle {
  if (list.isFlow)
    return { ...defaults, isInline: !sourceOf(text, list).includes('\n'), areScopesInline: true };
  const scopes = scopesOf(list);
  return {
    isInline: false,
    dash: dashOf(list, text) ?? defaults.dash,
    areScopesInline: scopes === undefined ? defaults.areScopesInline : scopes.isFlow,
  };
}

/** Gives how far the dashes of a list stand behind its key. */
function dashOf({ start: offset = 0 }: Token, text: string): number | undefined {
  const own = indentAt(text, offset)?.length;
  if (own === undefined) return undefined;
  // The key stands on the nearest line above that is neither empty nor a comment.
  for (let at = lineStart(text, offset); at > 0; ) {
    const start = lineStart(text, at - 1);
    const line = text.slice(start, at).trimEnd();
    at = start;
    if (line === '' || /^\s*#/.test(line)) continue;
    return Math.max(0, own - (/^ */.exec(line)?.[0].length ?? 0));
  }
  return undefined;
}

/** Looks at other lists, where there is none of security requirements. */
function otherDash({ root, text }: Syntax): number | undefined {
  for (const { value } of root.items) if (value.type === 'list' && !value.isFlow) return dashOf(value, text);
  return undefined;
}

function unitOf({ root, text }: Syntax): string {
  if (root.isFlow) return indentAt(text, root.items[0]?.start ?? 0) || '  ';
  for (const { value } of root.items)
    if (value.type === 'map' && !value.isFlow) {
      const indent = indentAt(text, value.start ?? 0);
      if (indent) return indent;
    }
  return '  ';
}
