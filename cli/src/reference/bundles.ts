import { counted } from '../words.js';
import { bullets, code, codes, heading, line, paragraph, type Section } from './nodes.js';
import { byPath } from './routes.js';
import type { Subject } from './subject.js';

/** Says of each bundle whom it fits, what it holds and which routes it opens. */
export function bundleSection(subject: Subject): Section {
  const bundles = [...subject.scopes.bundles];
  if (bundles.length === 0) return [];
  return [
    heading(2, 'Bundles'),
    paragraph(line`A bundle is a list of scopes that a key is issued with as a whole.`),
    ...bundles.flatMap(([name, listed]) => bundleParts(subject, name, listed)),
  ];
}

function bundleParts(subject: Subject, name: string, listed: readonly string[]): Section {
  const { scopes, textsOf, isRestricted } = subject;
  const { title, description } = textsOf('bundles', name);
  const held = scopes.close(listed);
  const holdsAll = held.length === scopes.names.length;
  const implied = held.filter((scope) => !listed.includes(scope));
  const restricted = held.filter(isRestricted);
  return [
    heading(3, title || name),
    ...(description ? [paragraph(line`${description}`)] : []),
    paragraph(
      listed.length === scopes.names.length
        ? line`${code(name)} holds all ${counted(listed.length, 'scope')}.`
        : line`${code(name)} holds ${codes(listed, 'and')}.`,
      implied.length === 0
        ? []
        : holdsAll
          ? line`They imply all other scopes.`
          : line`They imply ${codes(implied, 'and')}.`,
      restricted.length === 0
        ? []
        : line`${restricted.length === 1 ? 'A restricted scope is' : 'Restricted scopes are'} among them: ${codes(restricted, 'and')}.`,
    ),
    ...openedParts(subject, listed),
  ];
}

/** Lists the routes that a bundle opens or, if they are fewer, those that it does not. */
function openedParts({ api, scopedRoutes }: Subject, listed: readonly string[]): Section {
  const { grant } = api.vocabulary.parse(listed);
  const opened = scopedRoutes.filter((route) => api.check(grant, route).ok);
  if (scopedRoutes.length === 0) return [];
  if (opened.length === 0) return [paragraph(line`It opens no route.`)];
  if (opened.length === scopedRoutes.length)
    return [paragraph(line`It opens every route that needs a scope.`)];
  const others = scopedRoutes.filter((route) => !opened.includes(route));
  const count = line`It opens ${String(opened.length)} of the ${counted(scopedRoutes.length, 'route')} that need a scope`;
  return opened.length <= others.length
    ? [paragraph(line`${count}:`), bullets(byPath(opened).map((route) => line`${code(route)}`))]
    : [
        paragraph(line`${count}, all but these:`),
        bullets(byPath(others).map((route) => line`${code(route)}`)),
      ];
}
