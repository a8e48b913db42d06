import type { RouteTableInternals } from '../../../src/routes/route-table.js';

/** That one scope implies another. */
export interface Implication {
  readonly from: string;
  readonly to: string;
}

/** What a vocabulary's scopes imply, without what follows from the rest. */
export interface Implications {
  /** Pairs of actions: on each surface that has both, one implies the other. */
  readonly rules: readonly Implication[];
  /** Pairs of scopes, beside those that a rule is about. */
  readonly others: readonly Implication[];
}

/** Finds the rules behind the implications of a vocabulary: a pair of actions is one where it holds on several surfaces. */
export function implicationsOf({ vocabulary }: RouteTableInternals): Implications {
  const direct = new Map(
    vocabulary.names.map((scope) => [scope, new Set(directlyImplied(vocabulary, scope))]),
  );
  const pairs = new Map<string, { readonly rule: Implication; readonly scopes: Implication[] }>();
  for (const [surface, actions] of vocabulary.surfaces)
    for (const from of actions)
      for (const to of actions) {
        if (from === to) continue;
        const key = JSON.stringify([from, to]);
        const pair = pairs.get(key) ?? { rule: { from, to }, scopes: [] };
        pair.scopes.push({ from: vocabulary.spell(surface, from), to: vocabulary.spell(surface, to) });
        pairs.set(key, pair);
      }
  const ruled = [...pairs.values()].filter(
    ({ scopes }) => scopes.length > 1 && scopes.every(({ from, to }) => direct.get(from)?.has(to)),
  );
  for (const { from, to } of ruled.flatMap(({ scopes }) => scopes)) direct.get(from)?.delete(to);
  return {
    rules: ruled.map(({ rule }) => rule),
    others: [...direct].flatMap(([from, implied]) => Array.from(implied, (to) => ({ from, to }))),
  };
}

/** Gives what a scope implies, without what follows from the rest of it. */
export const directlyImplied = (
  { close, minimal }: RouteTableInternals['vocabulary'],
  scope: string,
): readonly string[] => minimal(close([scope]).filter((other) => other !== scope));

/** The most arrows that Mermaid draws. */
const mostArrows = 500;

/**
 * Draws implications as a Mermaid graph.
 *
 * @param nameOf gives the pattern of an action, for the rules.
 * @returns nothing where there is nothing to draw, or more than Mermaid draws.
 */
export function graphOf(
  { rules, others }: Implications,
  nameOf: (action: string) => string,
): string | undefined {
  const count = rules.length + others.length;
  if (count === 0 || count > mostArrows) return undefined;
  const nodes = new Map<string, string>();
  const nodeFor = (kind: 'rule' | 'scope', name: string): string => {
    const known = nodes.get(kind + name);
    if (known !== undefined) return known;
    const id = `n${nodes.size + 1}`;
    nodes.set(kind + name, id);
    return `${id}["${label(name)}"]`;
  };
  const arrows = [
    ...rules.map(({ from, to }) => `${nodeFor('rule', nameOf(from))} --> ${nodeFor('rule', nameOf(to))}`),
    ...others.map(({ from, to }) => `${nodeFor('scope', from)} --> ${nodeFor('scope', to)}`),
  ];
  return ['graph LR', ...arrows.map((arrow) => `  ${arrow}`)].join('\n');
}

/** Writes a name so that Mermaid reads it as text: any other character as its code point. */
const label = (name: string): string =>
  name.replace(/[^A-Za-z0-9:._/* -]/gu, (character) => `#${character.codePointAt(0)};`);
