import { bullets, code, codes, heading, line, paragraph, type Section, strong, table } from './nodes.js';
import { type Subject, textOf } from './subject.js';

/** Lists the routes that need a key without any scope, or no key at all. */
export function keyOnlySection({ requirements, table: { routes } }: Subject): Section {
  const kinds = [
    ['open', line`anyone, with a key or without`],
    ['optional', line`anyone; a key that is sent has to be valid`],
    ['authenticated', line`any valid key`],
  ] as const;
  const rows = kinds.flatMap(([kind, who]) =>
    routes.filter((route) => requirements[route] === kind).map((route) => [line`${code(route)}`, who]),
  );
  return rows.length === 0
    ? []
    : [heading(2, 'Routes that need no scope'), table(['Route', 'Who may call it'], rows)];
}

/** Lists the scopes that are not for everybody. */
export function restrictedSection({ scopes, isRestricted, textsOf }: Subject): Section {
  const restricted = scopes.names.filter(isRestricted);
  if (restricted.length === 0) return [];
  return [
    heading(2, 'Restricted scopes'),
    paragraph(line`These are not meant for integrations from outside.`),
    bullets(
      restricted.map((scope) => {
        const texts = textOf(textsOf('scopes', scope));
        return texts === '' ? line`${code(scope)}` : line`${code(scope)}: ${texts}`;
      }),
    ),
  ];
}

/** Lists the old names of scopes, with the new ones. */
export function deprecatedSection({ scopes }: Subject): Section {
  if (scopes.renamed.size === 0) return [];
  return [
    heading(2, 'Deprecated scopes'),
    paragraph(
      line`Keys with an old name go on working: they hold the new scopes. ${strong('New keys need the new names.')}`,
    ),
    table(
      ['Old name', 'Now'],
      Array.from(scopes.renamed, ([old, now]) => [line`${code(old)}`, codes(now, 'and')]),
    ),
  ];
}
