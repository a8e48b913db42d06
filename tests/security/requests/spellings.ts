/** Draws requests: paths that a layout has handlers for, in every spelling that some server takes for them. */

import { rewrittenPrefix } from './layouts/fastify.js';
import { headers, type Planned } from './layouts/layout.js';
import { type Part, partsOf, textOf } from './paths.js';
import type { Random } from './random.js';
import { methods, words } from './tables.js';

/** A request without what tells who calls. */
export interface Spelled {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
}

const plainValues = ['x1', '42', 'zed'] as const;
const values = [
  ...plainValues,
  ...words,
  'a.json',
  'x:purge',
  '@me',
  'me!',
  'books:batchGet',
  'a%20b',
  '%61ll',
  'p%61ge',
  '%40me',
  'x%3Apurge',
  'me%3Bx',
  'me%253Bx',
  'me%3Fx',
  'me%23',
  '%ff',
  '%',
  '%2e',
  '..',
  '.',
  '',
  'pa%67e;x',
  'x'.repeat(120),
  'y'.repeat(3000),
] as const;

/** Puts values in the place of the parameters of a path. */
const filled = (parts: readonly Part[], draw: () => string): string =>
  `/${parts
    .flatMap((part) => {
      if (part.name === '*') return [draw(), draw()];
      return part.name ? `${part.before}${draw()}${part.after}` : textOf(part);
    })
    .join('/')}`;

/** A path as an honest client asks for it. */
export const canonicalPath = (path: string): string => filled(partsOf(path), () => 'x1');

type Change = (path: string, random: Random) => string;
const at = (path: string, random: Random, change: (character: string) => string): string => {
  const place = random.below(path.length);
  return path.slice(0, place) + change(path.charAt(place)) + path.slice(place + 1);
};
const afterSegment = (path: string, random: Random, text: string): string => {
  const segments = path.split('/');
  const place = random.below(segments.length);
  return segments.map((segment, i) => (i === place ? segment + text : segment)).join('/');
};
const hex = (character: string, random: Random): string => {
  const code = character.charCodeAt(0).toString(16).padStart(2, '0');
  return random.chance(0.5) ? code : code.toUpperCase();
};

const changes: readonly Change[] = [
  (path) => path.toUpperCase(),
  (path, random) => at(path, random, (c) => c.toUpperCase()),
  (path, random) => at(path, random, (c) => c.toUpperCase()),
  (path, random) => at(path, random, (c) => `%${hex(c, random)}`),
  (path, random) => at(path, random, (c) => `%${hex(c, random)}`),
  (path, random) => at(path, random, (c) => `%25${hex(c, random)}`),
  (path, random) => at(path, random, (c) => (c === 's' ? '%C5%BF' : c === 'k' ? '%E2%84%AA' : `${c}%C3%97`)),
  (path, random) =>
    afterSegment(path, random, random.pick(['%', '%zz', '%ff', '%c0%af', '%00', '%0a', '%20', '+'])),
  (path, random) =>
    afterSegment(path, random, random.pick([';', ';x', ';x=1', ';a/../b', '%3b', '%3Bx', '%253b', ';/'])),
  (path, random) => afterSegment(path, random, random.pick([';', ';x', ';jsessionid=1'])),
  (path, random) =>
    afterSegment(path, random, random.pick(['/', '//', '/.', '/..', '/./', '/../', '/x/..', '/..;/'])),
  (path, random) =>
    afterSegment(
      path,
      random,
      random.pick(['/%2e', '/%2e%2e', '/x/%2e%2E', '/.%2e/', '%2f', '%2F..', '%5c']),
    ),
  (path, random) => afterSegment(path, random, random.pick(['\\', '\\..', '/\\'])),
  (path, random) =>
    path.replace(/\//g, () => (random.chance(0.3) ? random.pick(['//', '\\', '%2f', '/./']) : '/')),
  (path) => `${path}/`,
  (path) => `${path}/`,
  (path) => path.replace(/\/$/, ''),
  (path, random) => path + random.pick(['?x', '?', '#f', '?/../a', '%3f', '%3Fx', '%23', '?%2f', '&', '?;x']),
  (path, random) =>
    random.pick(['http://fuzz', 'http://fuzz:80', 'https://u@fuzz', 'HTTP://fuzz', 'x://y']) + path,
  (path, random) =>
    random.pick(['/', '//', '//fuzz', '/.', '/..', '/x/..', '/%2e', '\\', '/http://fuzz']) + path,
  (path, random) =>
    afterSegment(
      path,
      random,
      random.pick(['.json', ':purge', '!', '.JSON', ':PURGE', '%2ejson', '%3apurge']),
    ),
  (path) => path.replace(/\.json|:purge|!/, ''),
  (path, random) => afterSegment(path, random, 'z'.repeat(random.pick([19, 101, 2000]))),
  (path, random) => afterSegment(path, random, random.pick(['\u00e9', '\u00c5\u00bf', '%e9', '%E9'])),
  (path) => path.slice(0, Math.max(path.lastIndexOf('/'), 1)),
  (path) => rewrittenPrefix + path,
];

const spell = (path: string, random: Random): string => {
  const count = random.pick([0, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
  let spelled = path;
  for (let i = 0; i < count && spelled.length > 0; i++) spelled = random.pick(changes)(spelled, random);
  // Nobody gets far enough with these to be asked who they are.
  return spelled.replace(/[\s\0]/g, '%20') || '/';
};

const otherMethods = ['HEAD', 'HEAD', 'HEAD', 'OPTIONS', 'PATCH', 'QUERY', 'TRACE', ...methods] as const;

/** Draws a request for a handler of a layout. */
export const drawRequest = (planned: readonly Planned[], random: Random): Spelled => {
  const { method, path } = random.pick(planned);
  const draw = () =>
    filled(partsOf(random.chance(0.8) ? path : random.pick(planned).path), () =>
      random.pick(random.pick([words, plainValues, values])),
    );
  const asked = random.chance(0.25)
    ? random.pick(otherMethods)
    : method === 'ALL'
      ? random.pick(methods)
      : method;
  const lines: string[] = [];
  if (random.chance(0.1)) lines.push(`${headers.url}: ${spell(draw(), random)}`);
  if (random.chance(0.05)) lines.push(`${headers.method}: ${random.pick(otherMethods)}`);
  if (random.chance(0.2)) lines.push(`${headers.skip}: ${1 + random.below(3)}`);
  return { method: asked, target: spell(draw(), random), headers: lines };
};
