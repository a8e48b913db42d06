import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { guardRoutes } from '../../../src/http/index.js';
import { authenticated, defineKey, defineRoutes, defineScopes, open, optional } from '../../../src/index.js';
import { fromManifest, type Manifest, type RestoredApi, toManifest } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { staleness } from './file.js';
import { graphOf, implicationsOf } from './implications.js';
import { markdownOf } from './markdown.js';
import { newPage, optionsOf, replacePart } from './page.js';
import { type ReferenceOptions, referenceOf, titleOf } from './reference.js';
import { refuseRequests } from './refusal.js';
import { shellWords } from './shell-words.js';
import { taskOf } from './tasks.js';

const desk = defineScopes('desk', {
  surfaces: {
    contacts: ['read', 'write', 'admin'],
    tags: ['read', 'write'],
    audit: ['read'],
  },
  scopes: ['export'],
  implies: { admin: ['write'], write: ['read'] },
  includes: { export: ['contacts:read', 'audit:read'] },
  bundles: { basic: ['contacts:read', 'tags:read'], all: ['*'] },
  deprecated: { 'people:read': 'contacts:read', everything: ['contacts:admin', 'tags:write'] },
  docs: {
    surfaces: { contacts: { title: 'People', description: 'Who writes to us.' } },
    scopes: { 'contacts:admin': { title: 'Rule', description: 'All about them.', restricted: true } },
    bundles: { basic: { title: 'Basic', description: 'For a look.' } },
  },
});
const table = defineRoutes(desk, {
  'GET /health': open,
  'GET /hello': optional,
  'GET /me': authenticated,
  'GET /contacts/:id': 'contacts:read',
  'HEAD /contacts/:id': 'contacts:read',
  'POST /contacts': desk.allOf('contacts:write', 'tags:read'),
  'DELETE /contacts/:id': 'contacts:admin',
  'GET /search/*': desk.anyOf('audit:read', desk.allOf('contacts:read', 'tags:read')),
});
const reader = defineKey(table, 'reader', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });

const restore = (manifest: Manifest): RestoredApi => fromManifest(JSON.stringify(manifest));
const { api, keys } = restore(toManifest(table, [reader]));

const textOf = (each: RestoredApi, options?: ReferenceOptions) =>
  markdownOf(referenceOf(each.api, each.keys, options));
const page = textOf({ api, keys }, { tasks: [{ name: 'Add', routes: ['POST /contacts', 'GET /me'] }] });

const parse = (text: string) =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
function* nodesOf(node: Nodes): Iterable<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesOf(child);
}
const plain = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(plain).join('') : '';
const cellsOf = (text: string) =>
  [...nodesOf(parse(text))].flatMap((node) => (node.type === 'tableRow' ? [node.children.map(plain)] : []));

describe('the reference', () => {
  test('has its sections in the order in which one reads', () => {
    const headings = [...nodesOf(parse(page))].flatMap((node) =>
      node.type === 'heading' ? [plain(node)] : [],
    );
    expect(headings).toEqual([
      'How scopes work',
      'Scopes for common tasks',
      'Bundles',
      'Basic',
      'all',
      'Scopes',
      'People',
      'tags',
      'audit',
      'Scopes without a surface',
      'Routes that need no scope',
      'Restricted scopes',
      'Deprecated scopes',
      'Refused requests',
    ]);
  });

  test('says what implies what', () => {
    expect(page).toContain('- On each surface that has both, `write` implies `read`\n');
    expect(page).toContain('- `contacts:admin` implies `contacts:write`\n');
    expect(page).toContain('- `export` implies `contacts:read` and `audit:read`\n');
  });

  test('lists what each route needs, and each scope', () => {
    const rows = cellsOf(page);
    expect(rows).toContainEqual(['GET, HEAD /contacts/:id', 'contacts:read']);
    expect(rows).toContainEqual(['POST /contacts', 'contacts:write and tags:read']);
    expect(rows).toContainEqual(['GET /search/*', 'audit:read, or contacts:read and tags:read']);
    expect(rows).toContainEqual(['GET /health', 'anyone, with a key or without']);
    expect(rows).toContainEqual(['GET /hello', 'anyone; a key that is sent has to be valid']);
    expect(rows).toContainEqual(['GET /me', 'any valid key']);
    const listed = rows.map(([first]) => first);
    for (const scope of desk.scopes) expect(listed).toContain(scope);
    expect(rows).toContainEqual([
      'contacts:admin',
      'Rule. All about them. Restricted.',
      'contacts:write',
      'all',
    ]);
    expect(page).toContain('No route needs `tags:write`.');
  });

  test('lists the narrowest scopes of tasks and declared keys', () => {
    const rows = cellsOf(page);
    expect(rows).toContainEqual([
      'Add',
      'contacts:write, tags:read',
      'POST /contacts, GET /me',
      'all, with 4 more scopes',
    ]);
    expect(rows).toContainEqual(['reader', 'contacts:read', 'GET /contacts/:id', 'basic, with 1 more scope']);
    expect(textOf({ api, keys }, { without: new Set(['keys']) })).not.toContain('reader');
  });

  test('says what bundles hold and open', () => {
    expect(page).toContain(
      '`basic` holds `contacts:read` and `tags:read`.\n\nIt opens 3 of the 5 routes that need a scope, all but these:\n\n- `POST /contacts`\n- `DELETE /contacts/:id`\n',
    );
    expect(page).toContain('`all` holds all 7 scopes. A restricted scope is among them: `contacts:admin`.');
  });

  test('lists old names and restricted scopes', () => {
    expect(cellsOf(page)).toContainEqual(['everything', 'contacts:admin and tags:write']);
    expect(page).toContain('- `contacts:admin`: Rule. All about them.\n');
  });

  test('is the same each time, and of a vocabulary alone', () => {
    expect(textOf({ api, keys })).toBe(textOf(restore(toManifest(table, [reader]))));
    const nothing = textOf(restore(toManifest(defineRoutes(defineScopes('bare', { scopes: ['a'] }), {}))));
    expect(nothing).toContain('No route needs `a`.');
    expect(nothing).toContain('No scope implies another');
    expect(nothing).not.toContain('mermaid');
  });
});

describe('what is refused on the page', () => {
  test('is what a guard answers', async () => {
    const { lacking, withoutKey } = refuseRequests(api, toManifest(api).routes, 'desk');
    const guard = guardRoutes(table, { authenticate: () => lacking?.held.join(' '), realm: 'desk' });
    const [method = '', path = ''] = lacking?.route.split(' ') ?? [];
    const decision = await guard.match({ request: {}, authorization: 'Bearer k_1', method, path });
    expect(decision).toMatchObject({ ok: false, refusal: lacking?.refusal });
    expect(lacking).toMatchObject({ route: 'POST /contacts', held: ['contacts:read'] });
    expect(guardRoutes(table, { authenticate: () => '', realm: 'desk' }).refuse.missingCredentials).toEqual(
      withoutKey,
    );
  });

  test('is found where no scope implies another', () => {
    const flat = defineScopes('flat', { scopes: ['a', 'b'] });
    const { api: one } = restore(toManifest(defineRoutes(flat, { 'GET /a': 'a' })));
    expect(refuseRequests(one, toManifest(one).routes, 'flat').lacking).toMatchObject({ held: ['b'] });
    const { api: single } = restore(
      toManifest(defineRoutes(defineScopes('x', { scopes: ['a'] }), { 'GET /a': 'a' })),
    );
    expect(refuseRequests(single, toManifest(single).routes, 'x').lacking).toMatchObject({ held: [] });
    const { api: none } = restore(toManifest(defineRoutes(flat, { 'GET /a': open })));
    expect(refuseRequests(none, toManifest(none).routes, 'x').lacking).toBeUndefined();
  });
});

describe('hostile texts', () => {
  const texts = [
    '<script>alert(1)</script>',
    '<!-- scopeproof:end -->',
    'a | b |',
    '`code` ``` x',
    '![i](https://evil.example/i.png)',
    '[l](javascript:alert(1))',
    'https://evil.example www.evil.example a@evil.example',
    '# heading',
    '- item',
    '*a* _b_ ~~c~~ **d**',
    '&lt;b&gt; &amp;',
    '$x$ $$y$$',
    '\\| \\\\',
    '[^1] [x]: y',
    '"] --> x; click n1 "javascript:alert(1)"',
    '1. one',
    '===',
  ];

  test.each(texts)('%s stays text', (text) => {
    // Names have no spaces, quotes and backslashes.
    const name = text.replace(/[\\" *]/g, '');
    const vocabulary = defineScopes(text, {
      surfaces: { s: ['read', 'write'] },
      implies: { write: ['read'] },
      bundles: { [name]: ['s:read'] },
      deprecated: { [name]: 's:read' },
      docs: {
        surfaces: { s: { title: text, description: text } },
        scopes: { 's:read': { title: text, description: text, restricted: true } },
        bundles: { [name]: { title: text, description: text } },
      },
    });
    const routes = defineRoutes(vocabulary, { 'GET /a': 's:read' });
    const written = textOf(restore(toManifest(routes)), {
      tasks: [{ name: text, routes: ['GET /a'] }],
      realm: 'desk',
    });
    const nodes = [...nodesOf(parse(written))];
    expect(
      nodes.filter(({ type }) => ['html', 'image', 'delete', 'emphasis', 'footnoteReference'].includes(type)),
    ).toEqual([]);
    // Some readers link an address all the same; then it leads where it says.
    for (const node of nodes)
      if (node.type === 'link') expect(node.url.replace(/^(http:\/\/(?=www)|mailto:)/, '')).toBe(plain(node));
    const outsideCode = written.replace(/`[^`\n]*`/g, '');
    expect(outsideCode).not.toMatch(/https?:\/\/(?!www\.rfc-editor)/);
    expect(
      nodes.flatMap((node) => (node.type === 'definition' || node.type === 'thematicBreak' ? [node] : [])),
    ).toEqual([]);
    // All cells are there, with the whole text.
    const rows = nodes.flatMap((node) =>
      node.type === 'table'
        ? node.children.map((row) => row.children.length - (node.children[0]?.children.length ?? 0))
        : [],
    );
    expect(new Set(rows)).toEqual(new Set([0]));
    expect(cellsOf(written)).toContainEqual([text, 's:read', 'GET /a', name]);
    expect(nodes.filter((node) => node.type === 'paragraph' && plain(node) === text)).toHaveLength(2);
    expect(nodes.filter((node) => node.type === 'heading' && plain(node) === text)).toHaveLength(2);
    expect(nodes.flatMap((node) => (node.type === 'code' ? [node.lang] : []))).toEqual(['mermaid', 'http']);
    // The page still has its markers once.
    const title = markdownOf(titleOf(restore(toManifest(routes))));
    const generated = { title, part: written, options: shellWords('--task', text) };
    expect(replacePart('page.md', newPage(generated), generated)).toBe(newPage(generated));
    expect(optionsOf(newPage(generated))).toBe(generated.options);
    expect(plain(parse(title))).toBe(`Scopes of ${text}`);
  });

  test('stay on their line, in their order', () => {
    const vocabulary = defineScopes('desk', {
      scopes: ['a'],
      docs: { scopes: { a: { description: 'one\n\n# two\r\n| \u202etxt.exe\u0007' } } },
    });
    const written = textOf(restore(toManifest(defineRoutes(vocabulary, {}))));
    expect(cellsOf(written)).toContainEqual(['a', 'one # two | \\u{202e}txt.exe\\u{7}']);
  });

  test('names do not leave the graph', () => {
    const vocabulary = defineScopes('desk', {
      scopes: ['a]-->b', 'click;%%{init}%%', '#quot;<b>'],
      includes: { 'a]-->b': ['click;%%{init}%%'], 'click;%%{init}%%': ['#quot;<b>'] },
    });
    const routes = routeTableInternals(defineRoutes(vocabulary, {}));
    expect(graphOf(implicationsOf(routes), (action) => action)).toBe(
      [
        'graph LR',
        '  n1["a#93;--#62;b"] --> n2["click#59;#37;#37;#123;init#125;#37;#37;"]',
        '  n2 --> n3["#35;quot#59;#60;b#62;"]',
      ].join('\n'),
    );
  });

  test('too many implications are not drawn', () => {
    const scopes = Array.from({ length: 502 }, (_, i) => `s${i}`);
    const vocabulary = defineScopes('many', { scopes, includes: { s0: scopes.slice(1) } });
    const implications = implicationsOf(routeTableInternals(defineRoutes(vocabulary, {})));
    expect(implications.others).toHaveLength(501);
    expect(graphOf(implications, (action) => action)).toBeUndefined();
  });
});

describe('a page', () => {
  const around = (middle: string) =>
    `\ufeff# Mine\r\n\r\ntext <!-- scopeproof:begin --> \r\n<!-- scopeproof:begin -->\r\n${middle}<!-- scopeproof:end -->\r\nafter`;

  const generated = { title: '', part: 'one\ntwo\n', options: '--realm desk.example' };
  test('keeps all else, and its line ends', () => {
    const written = replacePart('p.md', around('old\r\n'), generated);
    expect(written.replace(/<!-- Written .*\r\n/, '')).toBe(around('\r\none\r\ntwo\r\n\r\n'));
    expect(replacePart('p.md', written, generated)).toBe(written);
  });

  test('says which options it was written with, and is not stale for their spelling', () => {
    const page = (options: string) => replacePart('p.md', around('\r\n'), { ...generated, options });
    expect(optionsOf(page('--realm desk.example'))).toBe('--realm desk.example');
    expect(optionsOf(page(''))).toBe('');
    expect(optionsOf(around(''))).toBeUndefined();
    const state = (now: string, wanted: string) => staleness({ now, wanted, options: '--realm b' });
    expect(state(page('--realm a'), page('--realm b'))).toBeUndefined();
    expect(state(`${page('--realm a')}!`, page('--realm b'))).toEqual({
      line: 11,
      hint: '; it was written with --realm a, not with --realm b',
    });
    expect(state(`${page('')}\nmore`, page('--realm b'))).toEqual({
      line: 12,
      hint: '; it was written with no options, not with --realm b',
    });
    expect(state(around(''), page('--realm b'))).toEqual({ line: 5, hint: '' });
  });

  test.each([
    ['', 'p.md: it has no line <!-- scopeproof:begin -->'],
    ['<!-- scopeproof:begin -->', 'p.md: it has no line <!-- scopeproof:end -->'],
    ['<!-- scopeproof:end -->\n<!-- scopeproof:begin -->', 'p.md: <!-- scopeproof:end --> comes before'],
    [
      '<!-- scopeproof:begin -->\n<!-- scopeproof:begin -->',
      'p.md: it has several lines <!-- scopeproof:begin -->',
    ],
  ])('needs each marker once: %j', (text, message) => {
    expect(() => replacePart('p.md', text, generated)).toThrow(message);
  });
});

describe('options', () => {
  test.each([
    [['--realm', 'desk.example'], '--realm desk.example'],
    [['--task', 'Sync contacts=GET /contacts,POST /a'], "--task 'Sync contacts=GET /contacts,POST /a'"],
    [["it's"], "'it'\\''s'"],
    [['a --> b\n<!-- scopeproof:end -->'], "'a -''-> b <!-''- scopeproof:end -''->'"],
    [['--', '-', '---'], "'-''-' '-' '-''-''-'"],
    [[''], "''"],
    [['$(reboot)'], "'$(reboot)'"],
  ])('are written as a shell reads them: %j', (words, text) => {
    expect(shellWords(...words)).toBe(text);
  });
});

describe('a task', () => {
  test('is a name and routes', () => {
    expect(
      taskOf(' Sync = GET /contacts, POST /a,b=c,GET /contacts', ['GET /contacts', 'POST /a,b=c']),
    ).toEqual({
      name: 'Sync',
      routes: ['GET /contacts', 'POST /a,b=c'],
    });
  });

  test.each([
    ['Sync', '--task Sync: not a name, = and routes'],
    ['=GET /contacts', '--task: a task without a name'],
    ['Sync=', '--task: Sync: no such route: '],
    ['Sync=GET /contact', '--task: Sync: no such route: GET /contact; did you mean GET /contacts?'],
  ])('%s is refused', (text, message) => {
    expect(() => taskOf(text, ['GET /contacts'])).toThrow(message);
  });
});
