/**
 * What the package does, in a few dozen checks: for any runtime that has ES modules, without anything but the package.
 */
import {
  audit,
  authenticated,
  defineKey,
  defineRoutes,
  defineScopes,
  InsufficientScopeError,
  KeyScopeError,
  leastKey,
  leastScopes,
  mount,
  open,
  RouteDefinitionError,
  ScopeDefinitionError,
  ScopeEscalationError,
} from 'scopeproof';

/** Compares as JSON, which says all of what the library gives, in whatever order the parts of an object stand. */
export function same(actual, expected) {
  const [seen, wanted] = [actual, expected].map((value) => JSON.stringify(value, inOrder));
  if (seen !== wanted) throw new Error(`${seen} instead of ${wanted}`);
}

function inOrder(_, value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The error that an action is refused with. */
export function refusal(type, words, action) {
  let given;
  try {
    given = action();
  } catch (error) {
    if (!(error instanceof type)) throw new Error(`${type.name} expected`, { cause: error });
    if (!error.message.includes(words)) throw new Error(`"${error.message}" does not say "${words}"`);
    return error;
  }
  throw new Error(`not refused, but gave ${String(given)}`);
}

/** Each check by its name, with what is wrong where something is. */
export function run(checks) {
  return Object.entries(checks).map(([name, check]) => {
    try {
      check();
      return { name };
    } catch (error) {
      return { name, error: [error, error.cause].filter(Boolean).join(': ') };
    }
  });
}

export const definition = {
  surfaces: {
    knowledge: ['read', 'write'],
    contacts: ['read', 'write', 'admin'],
    tags: ['read', 'write'],
  },
  scopes: ['export', 'offline_access'],
  format: '{surface}:{action}',
  implies: { admin: ['write'], write: ['read'] },
  includes: { export: ['*:read'] },
  bundles: { basic: ['contacts:read', 'tags:read'], writers: ['*:write'], everything: ['*'] },
  deprecated: { labels: 'tags:read', crm: ['contacts:read', 'knowledge:read'] },
  docs: {
    surfaces: { contacts: { title: 'People' } },
    scopes: { 'contacts:admin': { title: 'Delete people', restricted: true } },
    bundles: { basic: { description: 'Look, but do not touch.' } },
  },
};
const atender = defineScopes('atender', definition);
const twin = defineScopes('atender', definition);
const held = (...scopes) => atender.parse(scopes).grant;

const api = defineRoutes(atender, {
  ...mount(atender, '/kb', 'knowledge'),
  'GET /contacts/:id': 'contacts:read',
  'GET /contacts/me': authenticated,
  'POST /contacts': 'contacts:write',
  'PUT /contacts/:id/tags/:tag': atender.allOf('contacts:write', 'tags:read'),
  'GET /search': atender.anyOf('knowledge:read', atender.allOf('contacts:read', 'tags:read')),
  'GET /health': open,
});
const sync = defineKey(api, 'sync', {
  scopes: ['contacts:write'],
  routes: ['GET /contacts/:id', 'POST /contacts'],
});

/** More scopes than fit into a machine word, and more than fit into two. */
const many = defineScopes('many', {
  surfaces: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`surface${i}`, ['read', 'write']])),
  implies: { write: ['read'] },
});

const everyObjectsOwn = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'];

export const checks = {
  'a vocabulary lists its scopes, surfaces and bundles in the order of their declaration'() {
    same(atender.name, 'atender');
    same(atender.scopes, [
      'knowledge:read',
      'knowledge:write',
      'contacts:read',
      'contacts:write',
      'contacts:admin',
      'tags:read',
      'tags:write',
      'export',
      'offline_access',
    ]);
    same(atender.surfaces, ['knowledge', 'contacts', 'tags']);
    same(atender.bundles, ['basic', 'writers', 'everything']);
  },
  'a vocabulary keeps its texts for people'() {
    same(atender.docs, definition.docs);
  },
  'grants compare by their properties, and print what they are'() {
    const properties = (grant) => Object.entries(grant).map(String).join();
    same(properties(held('tags:write')) === properties(held('tags:read', 'tags:write')), true);
    for (const other of [held('tags:read'), held(), twin.parse('tags:write').grant])
      same(properties(held('tags:write')) === properties(other), false);
    // A browser and a worker have no function that gives what they print.
    const inspect =
      globalThis.Deno?.inspect ??
      globalThis.Bun?.inspect ??
      globalThis.process?.getBuiltinModule?.('node:util')?.inspect;
    if (inspect) same(inspect(held('tags:write')), 'Grant<atender>(tags:write)');
  },
  'what two grants both hold, and what is left without a scope'() {
    same(atender.intersect(held('tags:write'), held('tags:read', 'contacts:read')).held, ['tags:read']);
    same(atender.without(held('contacts:admin', 'tags:read'), ['contacts:write']).held, [
      'contacts:read',
      'tags:read',
    ]);
  },
  'a format spells the scopes'() {
    const github = defineScopes('github', {
      surfaces: { org: ['read', 'admin'] },
      format: '{action}:{surface}',
    });
    same(github.scopes, ['read:org', 'admin:org']);
    same(github.select('admin:*'), ['admin:org']);
    const crm = defineScopes('crm', {
      surfaces: { deals: ['read'] },
      format: 'crm.objects.{surface}.{action}',
    });
    same(crm.scopes, ['crm.objects.deals.read']);
  },
  'implications are transitive, together with what is included'() {
    same(atender.implied('contacts:admin'), ['contacts:read', 'contacts:write', 'contacts:admin']);
    same(atender.implied('export'), ['knowledge:read', 'contacts:read', 'tags:read', 'export']);
    same(atender.implied('offline_access'), ['offline_access']);
  },
  'patterns expand in bundles and selections'() {
    same(atender.bundle('writers'), ['knowledge:write', 'contacts:write', 'tags:write']);
    same(atender.bundle('everything'), atender.scopes);
    same(atender.select('tags:*', '*:admin'), ['contacts:admin', 'tags:read', 'tags:write']);
  },
  'isScope knows the scopes and nothing else'() {
    same(['tags:read', 'tags:reed', '*', 'basic', 'labels', 7, null].map(atender.isScope, atender), [
      true,
      ...Array(6).fill(false),
    ]);
  },
  'minimal, redundant and missing follow the implications'() {
    const scopes = ['contacts:read', 'contacts:write', 'tags:read'];
    same(atender.minimal(scopes), ['contacts:write', 'tags:read']);
    same(atender.redundant(scopes), ['contacts:read']);
    same(atender.missing(['contacts:write'], ['contacts:read', 'tags:write']), ['tags:write']);
  },
  'a wrong definition is refused at its place'() {
    const bundles = { basic: ['contacts:read', 'contacts:reed'] };
    const error = refusal(ScopeDefinitionError, 'unknown scope contacts:reed', () =>
      defineScopes('crm', { surfaces: { contacts: ['read'] }, bundles }),
    );
    same([error.name, error.path], ['ScopeDefinitionError', 'bundles.basic[1]']);
  },
  'what spells no scopes is refused'() {
    for (const wrong of [
      {},
      { surfaces: { contacts: [] } },
      { scopes: ['two words'] },
      { surfaces: { contacts: ['read'] }, format: '{surface}' },
      { surfaces: { contacts: ['read'] }, implies: { write: ['read'] } },
      { scopes: ['gist', 'gist'] },
      { scopes: ['gist'], deprecated: { gist: 'gist' } },
    ])
      refusal(ScopeDefinitionError, '', () => defineScopes('wrong', wrong));
  },
  'cycles and chains of more than 16 links are refused'() {
    const chain = (length) =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`scope${i}`, [`scope${i + 1}`]]));
    const scopes = Array.from({ length: 18 }, (_, i) => `scope${i}`);
    same(defineScopes('chain', { scopes, includes: chain(16) }).implied('scope0').length, 17);
    for (const includes of [chain(17), { scope0: ['scope1'], scope1: ['scope0'] }])
      refusal(ScopeDefinitionError, '', () => defineScopes('chain', { scopes, includes }));
  },

  'parse reads a string, split at white space'() {
    const { grant, unknown, deprecated } = atender.parse(' tags:read\tcontacts:write\n tags:read ');
    same(grant.held, ['contacts:read', 'contacts:write', 'tags:read']);
    same([unknown, deprecated], [[], []]);
  },
  'parse reads any iterable of strings'() {
    const names = ['tags:read', 'export'];
    for (const stored of [
      names,
      new Set(names),
      new Map([
        ['tags:read', 0],
        ['export', 1],
      ]).keys(),
    ])
      same(atender.parse(stored).grant.minimal, ['export']);
  },
  'parse grants nothing for what it does not know'() {
    const { grant, unknown } = atender.parse('* *:read basic Tags:Read tags:read\u00a0tags:write');
    same(grant.held, []);
    same(unknown, ['*', '*:read', 'basic', 'Tags:Read', 'tags:read\u00a0tags:write']);
    same(atender.parse('').grant.held, []);
  },
  'parse reads old names as the new ones'() {
    const { grant, deprecated } = atender.parse('crm labels');
    same(grant.held, ['knowledge:read', 'contacts:read', 'tags:read']);
    same(deprecated, ['crm', 'labels']);
  },
  'parse refuses anything but strings'() {
    for (const wrong of [undefined, null, 7, {}, [undefined], ['tags:read', 7]])
      refusal(TypeError, 'string', () => atender.parse(wrong));
  },
  'a grant is written as the fewest scopes'() {
    const grant = held('contacts:read', 'tags:read', 'contacts:admin');
    same(grant.minimal, ['contacts:admin', 'tags:read']);
    same(String(grant), 'contacts:admin tags:read');
    same(JSON.stringify(grant), '["contacts:admin","tags:read"]');
  },
  'has answers for what is held, by itself or by implication'() {
    const grant = held('contacts:write');
    same(
      ['contacts:write', 'contacts:read', 'contacts:admin', 'tags:read', 'tags:reed'].map((scope) => [
        grant.has(scope),
        atender.has(grant, scope),
      ]),
      [true, true, false, false, false].map((answer) => [answer, answer]),
    );
  },
  'authorize gives back the grant that it was given'() {
    const grant = held('contacts:write');
    if (atender.authorize(grant, 'contacts:read') !== grant) throw new Error('another grant');
    if (atender.authorize(grant, open) !== grant) throw new Error('another grant');
  },
  'authorize names all that is missing'() {
    const error = refusal(InsufficientScopeError, 'knowledge:write, tags:write', () =>
      atender.authorize(held('tags:read'), atender.allOf('knowledge:write', 'tags:write', 'tags:read')),
    );
    same([error.name, error instanceof Error], ['InsufficientScopeError', true]);
    same(error.required, [['knowledge:write', 'tags:write', 'tags:read']]);
    same(error.missing, ['knowledge:write', 'tags:write']);
    same(error.held, ['tags:read']);
  },
  'check gives the same as a result'() {
    const grant = held('contacts:write');
    const { ok, grant: proven } = atender.check(grant, 'contacts:read');
    same([ok, proven === grant], [true, true]);
    const refused = atender.check(grant, 'tags:write');
    same([refused.ok, refused.error.missing], [false, ['tags:write']]);
    same(refused.error instanceof InsufficientScopeError, true);
  },
  'any of several alternatives will do, and the nearest is what is missing'() {
    const either = atender.anyOf('contacts:admin', atender.allOf('knowledge:write', 'tags:read'));
    same(atender.check(held('contacts:admin'), either).ok, true);
    same(atender.check(held('knowledge:write', 'tags:write'), either).ok, true);
    const { error } = atender.check(held('contacts:write', 'knowledge:read'), either);
    same(error.required, [['contacts:admin'], ['knowledge:write', 'tags:read']]);
    same(error.missing, ['contacts:admin']);
  },
  'open and authenticated ask for no scope'() {
    same(atender.check(held(), open).ok, true);
    same(atender.check(held(), authenticated).ok, true);
  },
  'what is no requirement is refused'() {
    for (const wrong of ['tags:reed', ['tags:read'], undefined, {}, twin.allOf('tags:read'), { ...open }])
      refusal(TypeError, '', () => atender.authorize(held('tags:read'), wrong));
    refusal(TypeError, '', () => atender.allOf());
    refusal(TypeError, '', () => atender.anyOf());
  },
  'attenuate hands on less'() {
    const narrower = atender.attenuate(held('contacts:write', 'tags:write'), ['contacts:read', 'tags:write']);
    same(narrower.held, ['contacts:read', 'tags:read', 'tags:write']);
    same(atender.attenuate(narrower, []).held, []);
  },
  'attenuate hands on no more than is held'() {
    const error = refusal(ScopeEscalationError, 'contacts:admin, tags:read', () =>
      atender.attenuate(held('contacts:write'), ['contacts:read', 'tags:read', 'contacts:admin']),
    );
    same([error.name, error.missing], ['ScopeEscalationError', ['contacts:admin', 'tags:read']]);
  },
  'nobody else makes a grant'() {
    const grant = held('tags:read');
    const forged = [
      { ...grant },
      Object.create(grant),
      new Proxy(grant, {}),
      JSON.parse(JSON.stringify(grant)),
      new grant.constructor(atender, [-1]),
    ];
    for (const wrong of [...forged, undefined, 'tags:read', sync, atender]) {
      refusal(TypeError, '', () => atender.authorize(wrong, 'tags:read'));
      refusal(TypeError, '', () => atender.check(wrong, open));
      refusal(TypeError, '', () => atender.has(wrong, 'tags:read'));
      refusal(TypeError, '', () => atender.attenuate(wrong, []));
    }
  },
  'a grant of another vocabulary is refused, whatever its name'() {
    const { grant } = twin.parse('tags:read');
    refusal(TypeError, 'not a grant', () => atender.authorize(grant, open));
    refusal(TypeError, 'not a grant', () => api.authorize(grant, 'GET /health'));
  },
  'a hundred scopes are held one by one'() {
    for (const [i, scope] of many.scopes.entries()) {
      const { grant } = many.parse(scope);
      same(grant.held, many.scopes.slice(i - (i % 2), i + 1));
      same(
        many.scopes.filter((other) => many.has(grant, other)),
        grant.held,
      );
    }
    same(many.parse(many.scopes).grant.minimal, many.select('*:write'));
  },

  'mount gives each method its action, where the surface has it'() {
    const vocabulary = defineScopes('news', { surfaces: { news: ['read', 'send'], drafts: ['write'] } });
    same(mount(vocabulary, '/news', 'news'), { 'GET /news/*': 'news:read', 'HEAD /news/*': 'news:read' });
    same(mount(vocabulary, '/news', 'news', { POST: 'send', PUT: 'write' }), { 'POST /news/*': 'news:send' });
  },
  'a table lists its routes with what they need'() {
    same(api.routes.length, 12);
    same(api.routes.slice(-2), ['GET /search', 'GET /health']);
    same(['HEAD /kb/*', 'DELETE /kb/*'].map(api.needs, api), ['knowledge:read', 'knowledge:write']);
    refusal(TypeError, 'GET /secrets', () => api.needs('GET /secrets'));
  },
  'the most specific route matches'() {
    same(api.match('GET', '/contacts/me').route, 'GET /contacts/me');
    same(api.match('GET', '/contacts/42'), {
      route: 'GET /contacts/:id',
      params: { id: '42' },
      needs: 'contacts:read',
    });
    same(api.match('PATCH', '/kb/a%20b/c'), {
      route: 'PATCH /kb/*',
      params: { '*': 'a%20b/c' },
      needs: 'knowledge:write',
    });
  },
  'parameters are decoded'() {
    same(api.match('PUT', '/contacts/a%20b/tags/%C3%A9t%C3%A9').params, { id: 'a b', tag: 'été' });
  },
  'what is not listed matches nothing'() {
    for (const [method, path] of [
      ['GET', '/secrets'],
      ['DELETE', '/contacts/42'],
      ['get', '/health'],
      ['GET', '/health/'],
      ['GET', '//health'],
      ['GET', '/health?verbose'],
      ['GET', '/kb/../contacts/42'],
      ['GET', '/kb/%2e%2e/contacts/42'],
      ['GET', '/contacts/%zz'],
      ['GET', '/contacts/%ff'],
      ['GET', '/Health'],
      ['GET', ''],
    ])
      same([method, path, api.match(method, path)], [method, path, undefined]);
  },
  'a table authorizes and checks by route'() {
    const grant = held('contacts:read', 'tags:read');
    if (api.authorize(grant, 'GET /search') !== grant) throw new Error('another grant');
    same(api.check(grant, 'POST /contacts').error.missing, ['contacts:write']);
    const error = refusal(InsufficientScopeError, 'contacts:write', () =>
      api.authorize(grant, 'PUT /contacts/:id/tags/:tag'),
    );
    same(error.missing, ['contacts:write']);
  },
  'a handler answers for its route'() {
    const show = api.handler(
      'GET /contacts/:id',
      ({ grant, params }, suffix) => `${params.id} ${grant}${suffix}`,
    );
    const { params } = api.match('GET', '/contacts/42');
    const grant = api.authorize(held('contacts:write'), show.route);
    same([show.route, show.needs], ['GET /contacts/:id', 'contacts:read']);
    same(show.handle({ grant, params }, '!'), '42 contacts:write!');
    refusal(TypeError, 'GET /secrets', () => api.handler('GET /secrets', () => 'everything'));
  },
  'a wrong table is refused at its route'() {
    for (const table of [
      { 'FETCH /tags': 'tags:read' },
      { 'GET tags': 'tags:read' },
      { 'GET /tags/../contacts': 'tags:read' },
      { 'GET /tags/:id': 'tags:read', 'GET /tags/:tag': 'tags:read' },
      { 'GET /tags': 'tags:reed' },
      { 'GET /tags': ['tags:read'] },
    ]) {
      const error = refusal(RouteDefinitionError, '', () => defineRoutes(atender, table));
      same([error.name, error.route], ['RouteDefinitionError', Object.keys(table).at(-1)]);
    }
  },

  'a key lists its scopes, what they bring along, and its routes'() {
    same([sync.name, sync.scopes, sync.bundle], ['sync', ['contacts:write'], undefined]);
    same(sync.held, ['contacts:read', 'contacts:write']);
    same(sync.routes, ['GET /contacts/:id', 'POST /contacts']);
    const basic = defineKey(api, 'basic', { bundle: 'basic', routes: ['GET /search'] });
    same([basic.bundle, basic.held], ['basic', ['contacts:read', 'tags:read']]);
    same(atender.key('support', { scopes: ['tags:write'] }).held, ['tags:read', 'tags:write']);
  },
  'a key that lacks a scope, or lists one too many, is refused'() {
    const error = refusal(KeyScopeError, 'POST /contacts: key lacks contacts:write', () =>
      defineKey(api, 'wrong', {
        scopes: ['knowledge:write', 'tags:read'],
        routes: ['POST /contacts', 'GET /kb/*'],
      }),
    );
    same(error.name, 'KeyScopeError');
    same([error.missing, error.excess], [['contacts:write'], ['knowledge:write', 'tags:read']]);
    for (const words of ['knowledge:read is enough', 'no listed route needs tags:read'])
      same([words, error.message.includes(words)], [words, true]);
  },
  'leastScopes finds the narrowest scopes and the narrowest bundle'() {
    same(leastScopes(api, ['GET /search', 'GET /contacts/:id', 'PUT /contacts/:id/tags/:tag']), {
      scopes: ['contacts:write', 'tags:read'],
      bundle: { name: 'writers', excess: ['knowledge:read', 'knowledge:write', 'tags:write'] },
      exact: true,
    });
    same(leastScopes(api, ['GET /contacts/:id']).bundle, { name: 'basic', excess: ['tags:read'] });
    same(leastScopes(api, ['GET /search']).scopes, ['knowledge:read']);
  },
  'leastKey derives the narrowest key'() {
    const key = leastKey(api, 'reader', { routes: ['GET /contacts/:id', 'GET /kb/*', 'GET /search'] });
    same([key.name, key.scopes], ['reader', ['knowledge:read', 'contacts:read']]);
  },
  'audit compares a key with its routes'() {
    const key = defineKey(api, 'writer', {
      scopes: ['contacts:read'],
      bundle: 'writers',
      routes: ['GET /contacts/:id', 'POST /contacts'],
    });
    same(audit(api, key), {
      missing: [],
      excess: ['knowledge:write', 'tags:write'],
      redundant: ['contacts:read'],
      equivalentBundles: ['writers'],
      unusedRoutes: [],
    });
    same(audit(api, sync, ['GET /contacts/:id', 'GET /kb/*']), {
      missing: ['knowledge:read'],
      excess: ['contacts:write'],
      redundant: [],
      equivalentBundles: [],
      unusedRoutes: ['POST /contacts'],
    });
  },

  'what the library gives is frozen'() {
    const grant = held('tags:read');
    const parsed = atender.parse('nope labels');
    const least = leastScopes(api, ['GET /contacts/:id']);
    const report = audit(api, sync);
    const given = {
      vocabulary: [atender, atender.scopes, atender.surfaces, atender.bundles, atender.docs.scopes],
      grant: [grant, grant.held, grant.minimal, parsed, parsed.unknown, parsed.deprecated],
      requirement: [open, authenticated, atender.allOf('tags:read'), atender.anyOf('tags:read', 'export')],
      table: [api, api.routes, api.handler('GET /health', () => 'well')],
      key: [sync, sync.scopes, sync.held, sync.routes],
      report: [least, least.scopes, least.bundle, least.bundle.excess, report, ...Object.values(report)],
    };
    for (const [what, values] of Object.entries(given))
      same([what, values.map(Object.isFrozen)], [what, values.map(() => true)]);
  },
  'names of what every object has are unknown like any other'() {
    const { grant, unknown } = atender.parse(everyObjectsOwn);
    same([grant.held, unknown], [[], everyObjectsOwn]);
    for (const name of everyObjectsOwn) {
      same([atender.isScope(name), grant.has(name), atender.has(grant, name)], [false, false, false]);
      for (const look of [
        () => atender.implied(name),
        () => atender.bundle(name),
        () => atender.authorize(grant, name),
        () => api.needs(name),
        () => defineKey(api, 'key', { bundle: name }),
      ])
        refusal(TypeError, name, look);
    }
  },
  'names of what every object has can be declared'() {
    const surfaces = Object.fromEntries(everyObjectsOwn.map((name) => [name, ['read', name]]));
    const hostile = defineScopes('constructor', { surfaces, scopes: everyObjectsOwn });
    same(hostile.surfaces, everyObjectsOwn);
    same(hostile.scopes.length, 3 * everyObjectsOwn.length);
    for (const scope of hostile.scopes) same(hostile.parse(scope).grant.held, [scope]);
  },
  'parameters can be called what every object has'() {
    const routes = Object.fromEntries(everyObjectsOwn.map((name) => [`GET /${name}/:${name}`, open]));
    const hostile = defineRoutes(atender, routes);
    for (const name of everyObjectsOwn)
      same(Object.entries(hostile.match('GET', `/${name}/42`).params), [[name, '42']]);
    same(Object.getPrototypeOf(hostile.match('GET', '/valueOf/42').params), null);
  },
  'what every object inherits is part of no definition'() {
    Object.defineProperty(Object.prototype, 'bundle', { value: 'everything', configurable: true });
    Object.defineProperty(Object.prototype, 'implies', { value: { read: ['write'] }, configurable: true });
    try {
      same(defineKey(api, 'key', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] }).held, [
        'contacts:read',
      ]);
      const tags = defineScopes('tags', { surfaces: { tags: ['read', 'write'] } });
      same(tags.implied('tags:read'), ['tags:read']);
    } finally {
      delete Object.prototype.bundle;
      delete Object.prototype.implies;
    }
  },
};
