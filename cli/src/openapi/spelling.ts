/** Chooses how the scopes of a document are spelled: which have a surface and an action, and in which format. */

/** A vocabulary's surfaces, scopes and format. */
export interface Spelling {
  readonly format: string;
  /** surface → its actions */
  readonly surfaces: ReadonlyMap<string, readonly string[]>;
  /** The scopes without a surface. */
  readonly bare: readonly string[];
  /** scope → its surface and action */
  readonly parts: ReadonlyMap<string, Parts>;
}

export interface Parts {
  readonly surface: string;
  readonly action: string;
}

export const defaultFormat = '{surface}:{action}';

/** A way to split scopes. */
interface Candidate {
  readonly format: string;
  readonly separator: string;
  readonly split: (scope: string) => Parts | undefined;
  /** The share of all scopes that it has to spell. */
  readonly share: number;
  /** Whether a word that is no known action may be one. */
  readonly takesAnyAction: boolean;
}

const actions = new Set(
  `access add admin all approve archive cancel create delete download edit execute export full get import invite list
   manage modify moderate patch post publish put read readonly readwrite remove revoke run send share subscribe update
   upload use view write`.split(/\s+/),
);

/** Tells whether a word is an action: `read`, `ReadWrite`, `read_only`, and `write.public` by its first part. */
const isAction = (text: string): boolean => {
  const word = text.toLowerCase();
  return (
    actions.has(word) ||
    actions.has(word.replace(/[_-]/g, '')) ||
    actions.has(word.split(/[._:/-]/)[0] ?? '') ||
    /^(?:read|write|view|manage)(?=[A-Z])/.test(text.charAt(0).toLowerCase() + text.slice(1))
  );
};

/**
 * Chooses the format that spells the most scopes. What it does not spell stands without a surface; where no format
 * spells most of them, all do.
 */
export function chooseSpelling(scopes: readonly string[]): Spelling {
  let best = { spelling: spellWith(undefined, scopes), worth: 0 };
  for (const prefix of ['', ...commonPrefixes(scopes)])
    for (const candidate of candidates(prefix)) {
      const spelling = spellWith(candidate, scopes);
      const count = spelling.parts.size;
      if (count < 2 || count < scopes.length * candidate.share || isHalfNamed(spelling, prefix)) continue;
      // Text that nearly all scopes have belongs to the format; then fewer surfaces are better.
      const worth = count * (1 + Math.min(prefix.length, 10) / 200) - spelling.surfaces.size / 1e6;
      if (worth > best.worth) best = { spelling, worth };
    }
  return best.spelling;
}

/** Tells whether many surfaces are scopes themselves: `contacts` beside `contacts.read` is no surface. */
const isHalfNamed = ({ surfaces, bare }: Spelling, prefix: string): boolean => {
  const named = bare.filter((scope) => scope.startsWith(prefix) && surfaces.has(scope.slice(prefix.length)));
  return named.length * 3 > surfaces.size;
};

function* candidates(prefix: string): Generator<Candidate> {
  for (const separator of [':', '.', '/', '_', '-']) {
    const inside = (scope: string) => (scope.startsWith(prefix) ? scope.slice(prefix.length) : '');
    // A hyphen or an underscore may be a part of a word.
    const share = /[_-]/.test(separator) ? 2 / 3 : 1 / 2;
    const last = `${prefix}{surface}${separator}{action}`;
    yield {
      format: last,
      separator,
      share,
      split: (scope) => splitAt(inside(scope), inside(scope).lastIndexOf(separator), separator, true),
      takesAnyAction: separator === ':',
    };
    yield {
      format: last,
      separator,
      share,
      split: (scope) => splitAt(inside(scope), inside(scope).indexOf(separator), separator, true),
      takesAnyAction: separator === ':',
    };
    yield {
      format: `${prefix}{action}${separator}{surface}`,
      separator,
      share,
      split: (scope) => splitAt(inside(scope), inside(scope).indexOf(separator), separator, false),
      takesAnyAction: false,
    };
  }
}

function splitAt(text: string, at: number, { length }: string, surfaceFirst: boolean): Parts | undefined {
  if (at <= 0 || at + length >= text.length) return undefined;
  const [left, right] = [text.slice(0, at), text.slice(at + length)];
  return surfaceFirst ? { surface: left, action: right } : { surface: right, action: left };
}

function spellWith(candidate: Candidate | undefined, scopes: readonly string[]): Spelling {
  const split = new Map<string, Parts>();
  const known = new Set<string>();
  for (const scope of candidate === undefined ? [] : scopes) {
    const parts = candidate?.split(scope);
    if (parts === undefined || !isName(parts.surface) || scope.includes('*')) continue;
    split.set(scope, parts);
    if (isAction(parts.action) && !isAction(parts.surface)) known.add(parts.surface);
  }
  const surfaces = new Map<string, string[]>();
  const parts = new Map<string, Parts>();
  const bare: string[] = [];
  for (const scope of scopes) {
    const each = split.get(scope);
    const isSpelled = each !== undefined && candidate !== undefined && isSpelledBy(candidate, each, known);
    if (!isSpelled) {
      bare.push(scope);
      continue;
    }
    parts.set(scope, each);
    const listed = surfaces.get(each.surface);
    if (listed) listed.push(each.action);
    else surfaces.set(each.surface, [each.action]);
  }
  return { format: candidate?.format ?? defaultFormat, surfaces, bare, parts };
}

/** Tells whether a scope is a surface and an action: by the action, or since others have the surface. */
const isSpelledBy = (
  { separator, takesAnyAction }: Candidate,
  { surface, action }: Parts,
  known: ReadonlySet<string>,
): boolean =>
  isAction(action) ||
  (!action.includes(separator) && (known.has(surface) || (takesAnyAction && !isAction(surface))));

/** Tells whether a surface keeps its place and its meaning as the key of an object. */
const isName = (surface: string): boolean => !/^\d+$/.test(surface) && surface !== '__proto__';

/** Gives what four of five scopes begin with, up to a separator: `okta.`. */
function commonPrefixes(scopes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const scope of scopes)
    for (const { index } of scope.matchAll(/[:./](?=[^:./])/g))
      counts.set(scope.slice(0, index + 1), (counts.get(scope.slice(0, index + 1)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1 && count * 5 >= scopes.length * 4)
    .map(([prefix]) => prefix)
    .sort((a, b) => a.length - b.length);
}
