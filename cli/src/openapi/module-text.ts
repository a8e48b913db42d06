import type { ManifestVocabulary } from '../../../src/manifest/index.js';
import type { ScopeDoc } from '../../../src/vocabulary/definition.js';
import type { Implication } from './implications.js';
import type { Needs } from './needs.js';
import {
  call,
  createPrinter,
  type Field,
  type Layout,
  list,
  name,
  object,
  type Printable,
  text,
  widthOf,
} from './printer.js';
import { defaultFormat, type Spelling } from './spelling.js';

/** What a module declares. */
export interface ModuleContent {
  /** One line about where it comes from. */
  readonly heading: string;
  /** The name of the vocabulary. */
  readonly name: string;
  readonly spelling: Spelling;
  /** scope → what it is for */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly implications: readonly Implication[];
  /** route → what it requires */
  readonly routes: ReadonlyMap<string, Exclude<Needs, { readonly kind: 'nobody' }>>;
  /** What the document says of its vocabulary, where it has the extension: bundles, old names and texts are written. */
  readonly declared?: ManifestVocabulary | undefined;
}

/** The longest name of a vocabulary: its declaration then begins on one line. */
export const mostNameLength = 40;

/** Writes the TypeScript module of a vocabulary and its route table. The same content is the same text. */
export function moduleText(content: ModuleContent, layout: Layout): string {
  const { heading, routes } = content;
  const printer = createPrinter(layout);
  const constant = constantOf(content.name);
  const declare = (exported: string, callee: string, first: string, value: Printable) =>
    `export const ${exported} = ${callee}(${first}, ${printer.print(value, 0, 0, 0)});\n`;
  const kinds = new Set(Array.from(routes.values(), ({ kind }) => kind));
  const imports = [
    kinds.has('authenticated') && 'authenticated',
    routes.size > 0 && 'defineRoutes',
    'defineScopes',
    kinds.has('open') && 'open',
    kinds.has('optional') && 'optional',
  ].filter((each) => each !== false);
  const table = object(Array.from(routes, ([route, needs]): Field => [route, needsOf(needs, constant)]));
  return [
    `// ${heading}\n${importOf(imports, printer.quote('scopeproof'), printer.indent(1))}`,
    declare(constant, 'defineScopes', printer.quote(content.name), definitionOf(content)),
    ...(routes.size > 0 ? [declare('api', 'defineRoutes', constant, table)] : []),
  ].join('\n');
}

function importOf(names: readonly string[], from: string, indent: string): string {
  const line = `import { ${names.join(', ')} } from ${from};`;
  if (widthOf(line) <= 80) return `${line}\n`;
  return `import {\n${names.map((each) => `${indent}${each},\n`).join('')}} from ${from};\n`;
}

/** Gives the texts about scopes: those of the document, and what its extension says beside them. */
export function scopeTexts(
  descriptions: ReadonlyMap<string, string>,
  declared: ManifestVocabulary | undefined,
): ReadonlyMap<string, ScopeDoc> {
  const own = new Map<string, ScopeDoc>(
    Object.entries<ScopeDoc | undefined>(declared?.docs.scopes ?? {}).map(([scope, text]) => [
      scope,
      { ...text },
    ]),
  );
  for (const [scope, description] of descriptions) own.set(scope, { ...own.get(scope), description });
  return own;
}

/** Writes the texts of a group: about scopes, surfaces or bundles. */
const textTable = (texts: Iterable<readonly [string, ScopeDoc | undefined]>): Printable =>
  object(
    Array.from(texts, ([key, about]): Field => {
      const fields = Object.entries({ ...about }).map(
        ([part, value]): Field => [part, typeof value === 'string' ? text(value) : name(String(value))],
      );
      return [key, object(fields, true)];
    }),
  );

function definitionOf({ spelling, descriptions, implications, declared }: ModuleContent): Printable {
  const { format, surfaces, bare } = spelling;
  const { implies, includes } = rulesOf(spelling, implications);
  const texts = (items: readonly string[]) => list(items.map(text));
  const lists = (table: ReadonlyMap<string, readonly string[]>, isSmall = false) =>
    object(
      Array.from(table, ([key, items]): Field => [key, texts(items)]),
      isSmall,
    );
  const about = scopeTexts(descriptions, declared);
  const docs: Field[] = [
    ...(about.size > 0 ? [['scopes', textTable(about)] as const] : []),
    ...(['surfaces', 'bundles'] as const).flatMap((group): Field[] => {
      const texts = Object.entries(declared?.docs[group] ?? {});
      return texts.length === 0 ? [] : [[group, textTable(texts)]];
    }),
  ];
  const bundles = new Map(Object.entries(declared?.bundles ?? {}));
  const deprecated = new Map(Object.entries(declared?.deprecated ?? {}));
  const stored =
    declared?.storedPatterns ?? (bare.some((scope) => scope.includes('*')) ? 'names' : undefined);
  const fields: (Field | false)[] = [
    surfaces.size > 0 && ['surfaces', lists(surfaces)],
    bare.length > 0 && ['scopes', texts(bare)],
    surfaces.size > 0 && format !== defaultFormat && ['format', text(format)],
    implies.size > 0 && ['implies', lists(implies, true)],
    includes.size > 0 && ['includes', lists(includes)],
    bundles.size > 0 && ['bundles', lists(bundles)],
    deprecated.size > 0 && ['deprecated', lists(deprecated)],
    stored !== undefined && ['storedPatterns', text(stored)],
    docs.length > 0 && ['docs', object(docs)],
  ];
  return object(fields.filter((field) => field !== false));
}

/**
 * Writes implications as rules about actions where several surfaces have both, all of them with the rule, and about
 * scopes elsewhere: a rule counts for surfaces that are added later, too.
 */
function rulesOf({ surfaces, parts }: Spelling, implications: readonly Implication[]) {
  const implies = new Map<string, string[]>();
  const includes = new Map<string, string[]>();
  const add = (table: Map<string, string[]>, key: string, value: string) => {
    const listed = table.get(key) ?? [];
    table.set(key, listed.includes(value) ? listed : [...listed, value]);
  };
  const pair = (action: string, implied: string) => JSON.stringify([action, implied]);
  const counts = new Map<string, number>();
  const ofActions = implications.map(({ scope, implied }) => {
    const [upper, lower] = [parts.get(scope), parts.get(implied)];
    if (upper === undefined || lower === undefined || upper.surface !== lower.surface) return undefined;
    const key = pair(upper.action, lower.action);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return { action: upper.action, implied: lower.action, key };
  });
  const listed = [...surfaces.values()];
  for (const [i, { scope, implied }] of implications.entries()) {
    const rule = ofActions[i];
    const both = (each: readonly string[]) =>
      rule !== undefined && each.includes(rule.action) && each.includes(rule.implied);
    const count = rule === undefined ? 0 : (counts.get(rule.key) ?? 0);
    if (rule !== undefined && count > 1 && listed.filter(both).length === count)
      add(implies, rule.action, rule.implied);
    else add(includes, scope, implied);
  }
  return { implies, includes };
}

/** Writes a requirement as the table has it. */
function needsOf(needs: Exclude<Needs, { readonly kind: 'nobody' }>, vocabulary: string): Printable {
  if (needs.kind !== 'scopes') return name(needs.kind);
  const terms = needs.alternatives.map((scopes) => {
    const [only] = scopes;
    return scopes.length === 1 && only !== undefined
      ? text(only)
      : call(`${vocabulary}.allOf`, scopes.map(text));
  });
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : call(`${vocabulary}.anyOf`, terms);
}

/** Names that a module cannot give to a constant of its own. */
const taken = new Set(
  `abstract api arguments as async authenticated await break case catch class const continue debugger declare default
   defineRoutes defineScopes delete do else enum eval export exports extends false finally for from function get globalThis if implements
   import in instanceof interface is keyof let module namespace new null object of open optional package private
   protected public require return set static super switch symbol this throw true try type typeof undefined var void while with
   yield`.split(/\s+/),
);

/** Names the constant of a vocabulary: `helpDesk` for `help-desk`. */
function constantOf(vocabulary: string): string {
  const words = vocabulary.split(/[^A-Za-z\d]+/).filter((word) => word !== '');
  const camel = words
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('');
  const isLong = camel.length + vocabulary.length > 46;
  if (camel === '' || /^\d/.test(camel) || isLong) return 'scopes';
  return taken.has(camel) ? `${camel}Scopes` : camel;
}

/** Makes the name of a vocabulary from the title of a document: `help-desk` from `Help Desk REST API v2`. */
export function vocabularyName(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(
      (word) =>
        word !== '' &&
        !/^(?:the|apis?|rest|restful|openapi|swagger|reference|specs?|specification|docs|documentation|v\d+)$/.test(
          word,
        ),
    );
  let short = '';
  for (const word of words) {
    const longer = short === '' ? word : `${short}-${word}`;
    if (longer.length > 23) break;
    short = longer;
  }
  return short || (words[0] ?? 'api').slice(0, 23);
}
