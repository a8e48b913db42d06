/**
 * Questions with one right answer each, asked inside a process whose prototypes were polluted. Each function is sent
 * there as its own source, so that it can refer to nothing but its arguments.
 */
import type { Untyped, UntypedApi, UntypedExports, UntypedKey } from '../../support/untyped.js';

export interface Declared {
  readonly library: UntypedExports;
  readonly vocabulary: Untyped;
  readonly plain: Untyped;
  readonly api: UntypedApi;
  readonly key: UntypedKey;
}

export function declareAll(library: UntypedExports): Declared {
  const vocabulary = library.defineScopes('atender', {
    surfaces: { contacts: ['read', 'write', 'admin'], tags: ['read', 'write'] },
    scopes: ['offline_access'],
    implies: { admin: ['write'], write: ['read'] },
    includes: { offline_access: ['tags:*'] },
    bundles: { readers: ['*:read'] },
    deprecated: { labels: 'tags:read' },
    docs: { scopes: { 'contacts:admin': { title: 'Everything' } } },
  });
  // Whatever this leaves out, a prototype could bring along.
  const plain = library.defineScopes('plain', { surfaces: { contacts: ['read', 'write', 'admin'] } });
  const api = library.defineRoutes(vocabulary, {
    ...library.mount(vocabulary, '/tags', 'tags'),
    'GET /health': library.open,
    'GET /me': library.authenticated,
    'GET /contacts/:id': 'contacts:read',
    'POST /contacts': 'contacts:write',
    'DELETE /contacts/:id/*': vocabulary.allOf('contacts:admin', 'tags:write'),
    'GET /search': vocabulary.anyOf('contacts:write', 'tags:read'),
  });
  const key = library.defineKey(api, 'key', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });
  return { library, vocabulary, plain, api, key };
}

export function askAll({ library, vocabulary, plain, api, key }: Declared): [string, unknown][] {
  const answers: [string, unknown][] = [];
  const ask = (question: string, act: () => unknown): void => {
    let answer: unknown;
    try {
      answer = act();
    } catch (error) {
      answer = error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error';
    }
    answers.push([question, answer]);
  };
  const grants = {
    nothing: vocabulary.parse('').grant,
    reader: vocabulary.parse('contacts:read').grant,
    writer: vocabulary.parse(['contacts:write', 'labels']).grant,
    all: vocabulary.parse(vocabulary.scopes).grant,
  };
  const strangers = ['contacts:delete', 'constructor', 'toString', '__proto__', 'get', '0', 'readers', '*'];
  for (const made of [vocabulary, plain]) {
    ask(`${made.name} scopes`, () => [...made.scopes]);
    ask(`${made.name} surfaces`, () => [...made.surfaces]);
    ask(`${made.name} bundles`, () => made.bundles.map((bundle) => [bundle, [...made.bundle(bundle)]]));
    ask(`${made.name} docs`, () => Object.keys(made.docs));
    for (const scope of made.scopes) ask(`${made.name} implied ${scope}`, () => [...made.implied(scope)]);
    for (const stranger of strangers) {
      ask(`${made.name} knows ${stranger}`, () => made.isScope(stranger));
      ask(`${made.name} bundle ${stranger}`, () => [...made.bundle(stranger)]);
      ask(`${made.name} parse ${stranger}`, () => {
        const { grant, unknown, deprecated } = made.parse(stranger);
        return [[...grant.held], [...unknown], [...deprecated]];
      });
    }
  }
  for (const stored of [undefined, null, {}, { length: 1 }, 7, true, [undefined], [{}], [['contacts:read']]])
    ask(`parse ${typeof stored}`, () => [...vocabulary.parse(stored).grant.held]);
  for (const [holder, grant] of Object.entries(grants)) {
    ask(`${holder} holds`, () => [[...grant.held], [...grant.minimal], String(grant), JSON.stringify(grant)]);
    for (const scope of [...vocabulary.scopes, ...strangers])
      ask(`${holder} has ${scope}`, () => [grant.has(scope), vocabulary.has(grant, scope)]);
    for (const scope of [...vocabulary.scopes, ...strangers])
      ask(`${holder} may ${scope}`, () => vocabulary.check(grant, scope).ok);
    for (const requirement of [{}, [], { constructor: ['contacts:read'] }, undefined])
      ask(
        `${holder} may something of type ${typeof requirement}`,
        () => vocabulary.check(grant, requirement).ok,
      );
    for (const route of [...api.routes, 'GET /secrets', 'constructor', '__proto__'])
      ask(`${holder} may ${route}`, () => api.check(grant, route).ok);
    ask(`${holder} hands on contacts:write`, () => [...vocabulary.attenuate(grant, ['contacts:write']).held]);
    ask(`${holder} hands on nothing`, () => [...vocabulary.attenuate(grant, []).held]);
    ask(`${holder} lacks`, () => [...vocabulary.missing(grant, 'contacts:admin')]);
  }
  for (const forged of [undefined, {}, [], 'contacts:admin', { ...grants.all }])
    ask(`a forged ${typeof forged} may contacts:read`, () => vocabulary.check(forged, 'contacts:read').ok);

  const paths = [
    '/',
    '/health',
    '/me',
    '/contacts/1',
    '/contacts',
    '/contacts/1/tags',
    '/search',
    '/tags',
    '/tags/1/2',
  ];
  for (const path of [
    ...paths,
    '/secrets',
    '/secrets/1',
    '/a/b/c/d',
    '/constructor',
    '/__proto__',
    '/health/x',
    '/0',
  ])
    for (const method of ['GET', 'POST', 'DELETE', 'HEAD', 'constructor', ''])
      ask(`match ${method} ${path}`, () => {
        const match = api.match(method, path);
        if (match === undefined) return 'nothing';
        return [match.route, Object.entries(match.params), match.needs === api.needs(match.route)];
      });

  ask('the key', () => [key.name, [...key.scopes], [...key.held], [...key.routes]]);
  for (const [said, declaration] of Object.entries({
    nothing: {},
    'a scope': { scopes: ['contacts:read'] },
    'too little': { scopes: ['contacts:read'], routes: ['POST /contacts'] },
    'just enough': { scopes: ['contacts:write'], routes: ['POST /contacts'] },
    'an open route': { routes: ['GET /health'] },
    'a bundle': { bundle: 'readers', routes: ['GET /contacts/:id'] },
    'a bundle that is none': { bundle: 'toString' },
  })) {
    ask(`defineKey of ${said}`, () => {
      const { scopes, held, routes } = library.defineKey(api, 'declared', declaration);
      return [[...scopes], [...held], [...routes]];
    });
    ask(`vocabulary.key of ${said}`, () => {
      const { held, routes, bundle } = vocabulary.key('declared', declaration);
      return [held, routes, String(bundle)];
    });
    ask(`leastKey of ${said}`, () => [...library.leastKey(api, 'declared', declaration).held]);
  }
  for (const route of api.routes)
    ask(`leastScopes ${route}`, () => {
      const { scopes, bundle, exact } = library.leastScopes(api, [route]);
      return [[...scopes], bundle?.name, exact];
    });
  // Several choices at once: a search, which compares sets of scopes.
  ask('leastScopes of several choices', () => {
    const choices = library.defineRoutes(vocabulary, {
      'GET /1': vocabulary.anyOf('contacts:read', 'tags:read'),
      'GET /2': vocabulary.anyOf('knowledge:read', 'export'),
      'GET /3': vocabulary.anyOf('tags:write', 'knowledge:write'),
    });
    const { scopes, exact } = library.leastScopes(choices, ['GET /1', 'GET /2', 'GET /3']);
    return [[...scopes], exact];
  });
  ask('audit', () =>
    Object.entries(library.audit(api, key, ['POST /contacts'])).map(([part, list]) => [part, [...list]]),
  );
  for (const definition of [{}, { surfaces: {} }, { surfaces: { contacts: [] } }, { scopes: [] }])
    ask('defineScopes of nothing', () => library.defineScopes('empty', definition).scopes);
  ask(
    'defineRoutes of a misspelt scope',
    () => library.defineRoutes(vocabulary, { 'GET /x': 'contacts:reed' }).routes,
  );
  return answers;
}
