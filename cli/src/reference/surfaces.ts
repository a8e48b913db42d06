import type { PhrasingContent } from 'mdast';
import type { ManifestRequirement } from '../../../src/manifest/index.js';
import { directlyImplied } from './implications.js';
import { code, codes, heading, line, paragraph, type Section, strong, table } from './nodes.js';
import { groupByPath } from './routes.js';
import { type Subject, textOf } from './subject.js';

/** Lists the scopes of each surface, and the routes that need them. */
export function surfaceSection(subject: Subject): Section {
  const { scopes, vocabulary, textsOf } = subject;
  const routes = routesByScope(subject);
  const parts = (title: string, description: string | undefined, listed: readonly string[]): Section =>
    listed.length === 0
      ? []
      : [
          heading(3, title),
          ...(description ? [paragraph(line`${description}`)] : []),
          scopeTable(subject, listed),
          ...routeParts(subject, listed, routes),
        ];
  return [
    heading(2, 'Scopes'),
    ...placeholderParts(subject),
    ...[...scopes.surfaces].flatMap(([surface, actions]) => {
      const { title, description } = textsOf('surfaces', surface);
      return parts(
        title || surface,
        description,
        actions.map((action) => scopes.spell(surface, action)),
      );
    }),
    ...parts(
      scopes.surfaces.size === 0 ? 'All scopes' : 'Scopes without a surface',
      undefined,
      vocabulary.scopes,
    ),
  ];
}

const placeholderParts = ({ scopedRoutes }: Subject): Section => {
  const [hasName, hasRest] = [':', '*'].map((sign) => scopedRoutes.some((route) => route.includes(sign)));
  const name = line`${code(':name')} stands for any text without a slash`;
  const rest = line`${code('*')} for the rest of the path`;
  if (!hasName && !hasRest) return [];
  const text =
    hasName && hasRest
      ? line`${name}, ${rest}`
      : hasName
        ? name
        : line`${code('*')} stands for the rest of the path`;
  return [
    paragraph(line`In a path, ${text}. A route that stands more exactly for a path comes before others.`),
  ];
};

const routesByScope = ({ requirements, scopedRoutes }: Subject): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const route of scopedRoutes)
    for (const scope of new Set(alternativesOf(requirements[route]).flat())) {
      const routes = found.get(scope);
      if (routes) routes.push(route);
      else found.set(scope, [route]);
    }
  return found;
};

const alternativesOf = (needs: ManifestRequirement | undefined): readonly (readonly string[])[] =>
  typeof needs === 'object' ? needs : [];

function scopeTable({ scopes, textsOf, isRestricted }: Subject, listed: readonly string[]) {
  const bundles = [...scopes.bundles].map(([name, of]) => ({ name, held: new Set(scopes.close(of)) }));
  return table(
    ['Scope', 'Allows', 'Implies', 'In the bundles'],
    listed.map((scope) => {
      const texts = textOf(textsOf('scopes', scope));
      return [
        line`${code(scope)}`,
        isRestricted(scope) ? line`${texts} ${strong('Restricted.')}` : line`${texts}`,
        codes(directlyImplied(scopes, scope)),
        codes(
          bundles.filter(({ held }) => held.has(scope)).map(({ name }) => name),
          undefined,
        ),
      ];
    }),
  );
}

function routeParts(
  { requirements, table: { routes } }: Subject,
  listed: readonly string[],
  byScope: ReadonlyMap<string, readonly string[]>,
): Section {
  const needing = new Set(listed.flatMap((scope) => byScope.get(scope) ?? []));
  const unused = listed.filter((scope) => !byScope.has(scope));
  return [
    ...(needing.size === 0
      ? []
      : [
          table(
            ['Route', 'Needs'],
            groupByPath(
              routes.filter((route) => needing.has(route)),
              (route) => JSON.stringify(requirements[route]),
            ).map(({ text, routes: [route] }) => [
              line`${code(text)}`,
              inWords(alternativesOf(requirements[route])),
            ]),
          ),
        ]),
    ...(unused.length === 0 ? [] : [paragraph(line`No route needs ${codes(unused, 'or')}.`)]),
  ];
}

/** Says what a route needs: scopes that are all needed, or one of several such lists. */
const inWords = (alternatives: readonly (readonly string[])[]): PhrasingContent[] =>
  alternatives.flatMap((scopes, i) => (i === 0 ? codes(scopes, 'and') : line`, or ${codes(scopes, 'and')}`));
