import { defineKey, type HeldOf, type Key } from 'scopeproof';
import {
  type ApiKeyScheme,
  apiKey,
  type Caller,
  type CallerOptions,
  type CallOptions,
  type Client,
  type ClientOptions,
  createCaller,
  createClient,
  json,
  MissingScopesError,
  type Query,
} from 'scopeproof/client';
import { type Api, api, atender, github } from './atender.js';
import type { Anything, Equal, Expect, IsAny } from './expect.js';

const reader = defineKey(api, 'reader', {
  scopes: ['contacts:read'],
  routes: ['GET /api/v1/contacts/:id'],
});
const tagger = atender.key('tagger', { scopes: ['contacts:write', 'tags:read'] });
const options: ClientOptions = { baseUrl: 'https://api.example.com', token: 'k_0123' };
const call = createClient(api, reader, options);
const tag = createClient(api, tagger, options);
declare const id: string;

// -- what the key covers

const answer = call('GET /api/v1/contacts/:id', { params: { id } });
call('GET /api/v1/search');
call('GET /api/v1/me', {});
call('GET /health', { signal: AbortSignal.timeout(1), headers: { accept: 'text/plain' } });
tag('PUT /api/v1/contacts/:id/tags/:tag', { params: { id, tag: 'vip' }, json: { since: 2026 } });
tag('POST /api/v1/contacts', { body: 'name=Ada', query: { page: 1, tag: ['a', 'b'], all: undefined } });
tag('POST /api/v1/contacts', { query: new URLSearchParams('a=b') });

const mirror = createClient(api, atender.key('mirror', { scopes: ['knowledge:read'] }), options);
mirror('GET /api/v1/kb/*', { params: { '*': 'articles/42' } });
const nothing = createClient(api, atender.key('nothing', { scopes: [] }), options);
nothing('GET /health');
nothing('GET /api/v1/me');

type _ = [
  Expect<Equal<typeof answer, Promise<Response>>>,
  Expect<Equal<typeof call, Client<Api, 'contacts:read'>>>,
  Expect<Equal<typeof tag, Client<Api, 'contacts:read' | 'contacts:write' | 'tags:read'>>>,
  Expect<Equal<typeof call, Client<Api, HeldOf<typeof reader>>>>,
];

// -- what it does not cover

// @ts-expect-error key lacks contacts:write
call('POST /api/v1/contacts');
// @ts-expect-error key lacks contacts:write and tags:read
call('PUT /api/v1/contacts/:id/tags/:tag', { params: { id, tag: 'vip' } });
// @ts-expect-error key lacks contacts:read or tags:read
mirror('GET /api/v1/search');
// @ts-expect-error key lacks contacts:read
nothing('GET /api/v1/contacts/:id', { params: { id } });
// @ts-expect-error key lacks tags:read
call('GET /api/v1/tags');
// @ts-expect-error no such route
call('GET /api/v1/secrets');
// @ts-expect-error a pattern of routes is no route
call('GET /api/v1/*', { params: { '*': '' } });
// @ts-expect-error not a route but its path
call('GET /api/v1/contacts/42');

// -- parameters

// @ts-expect-error id is needed
call('GET /api/v1/contacts/:id');
// @ts-expect-error id is needed
call('GET /api/v1/contacts/:id', {});
// @ts-expect-error id is needed
call('GET /api/v1/contacts/:id', { params: {} });
// @ts-expect-error a parameter is a string
call('GET /api/v1/contacts/:id', { params: { id: 42 } });
// @ts-expect-error a parameter is there
call('GET /api/v1/contacts/:id', { params: { id: undefined } });
// @ts-expect-error no such parameter
call('GET /api/v1/contacts/:id', { params: { id, tag: 'vip' } });
// @ts-expect-error the path has no parameters
call('GET /health', { params: { id } });
// @ts-expect-error both are needed
tag('PUT /api/v1/contacts/:id/tags/:tag', { params: { id } });
// @ts-expect-error the rest of the path is needed
mirror('GET /api/v1/kb/*');

// -- options

// @ts-expect-error the method is the route's
call('GET /health', { method: 'POST' });
// @ts-expect-error an object is said by no query
call('GET /health', { query: { filter: { name: 'Ada' } } });
// @ts-expect-error a body is what fetch takes, other values are json
tag('POST /api/v1/contacts', { body: { name: 'Ada' } });
// @ts-expect-error a token is needed
createClient(api, reader, { baseUrl: 'https://api.example.com' });
// @ts-expect-error a base is needed
createClient(api, reader, { token: 'k_0123' });
createClient(api, reader, {
  baseUrl: new URL('https://api.example.com'),
  token: async () => 'k_0123',
  fetch,
});
createClient(api, reader, { ...options, fetch: (url, init) => new Response(`${url} ${init.method}`) });

// -- keys

// @ts-expect-error a key of another vocabulary
createClient(api, github.key('ci', { scopes: ['repo'] }), options);
// @ts-expect-error a grant is no key
createClient(api, atender.parse('contacts:read').grant, options);
// @ts-expect-error an object that looks like a key is none
createClient(api, { ...reader }, options);
// @ts-expect-error a vocabulary is no route table
createClient(atender, reader, options);

// Of one of two keys, only what both surely hold counts.
const narrowest = createClient(api, Math.random() < 0.5 ? reader : tagger, options);
narrowest('GET /api/v1/contacts/:id', { params: { id } });
// @ts-expect-error key lacks contacts:write
narrowest('POST /api/v1/contacts');
const writer = atender.key('writer', { scopes: ['knowledge:write'] });
// @ts-expect-error neither holds what the other does
createClient(api, Math.random() < 0.5 ? tagger : writer, options);

// A key whose scopes nobody knows covers what needs none.
const stranger = createClient(api, reader as Key<'atender', never>, options);
stranger('GET /health');
// @ts-expect-error key lacks contacts:read
stranger('GET /api/v1/contacts/:id', { params: { id } });

// Nor does one that claims to hold whatever there is.
declare const boast: Key<'atender', string>;
// @ts-expect-error key lacks contacts:read
createClient(api, boast, options)('GET /api/v1/contacts/:id', { params: { id } });

// -- routes of which the compiler knows less than one

declare const either: 'GET /health' | 'GET /api/v1/contacts/:id';
call(either, { params: { id } });
// @ts-expect-error one of them needs id
call(either);
declare const tooMuch: 'GET /health' | 'POST /api/v1/contacts';
// @ts-expect-error one of them needs contacts:write
call(tooMuch);
declare const plain: 'GET /health' | 'GET /api/v1/me';
call(plain);
declare const wide: string;
// @ts-expect-error it may be any route
call(wide);
declare const pattern: `GET ${string}`;
// @ts-expect-error it may be any route
call(pattern);
declare const unknowable: unknown;
// @ts-expect-error it may be anything
call(unknowable);
declare const anything: Anything;
const unsure = call(anything, { params: { id } });

type __ = [
  Expect<Equal<IsAny<typeof unsure>, false>>,
  Expect<Equal<CallOptions['query'], Query | undefined>>,
];

// -- from types alone

const callerOptions: CallerOptions = { baseUrl: 'https://api.example.com', token: 'k_0123' };
const read = createCaller<Api, typeof reader>(callerOptions);
const write = createCaller<Api, 'contacts:write' | 'tags:read'>(callerOptions);

const got = read('GET /api/v1/contacts/:id', { params: { id } });
read('GET /api/v1/search', { query: String(new URLSearchParams({ page: '2' })) });
read('GET /api/v1/me', {});
read('GET /health', { signal: AbortSignal.timeout(1), headers: { accept: 'text/plain' } });
write('GET /api/v1/contacts/:id', { params: { id } }); // write implies read
write('PUT /api/v1/contacts/:id/tags/:tag', { params: { id, tag: 'vip' }, ...json({ since: 2026 }) });
write('POST /api/v1/contacts', json({ name: 'Ada' }));

// @ts-expect-error key lacks contacts:write
read('POST /api/v1/contacts');
// @ts-expect-error key lacks contacts:write and tags:read
read('PUT /api/v1/contacts/:id/tags/:tag', { params: { id, tag: 'vip' } });
// @ts-expect-error key lacks knowledge:read
write('GET /api/v1/kb/*', { params: { '*': '' } });
// @ts-expect-error no such route
read('GET /api/v1/secrets');
// @ts-expect-error id is needed
read('GET /api/v1/contacts/:id');
// @ts-expect-error a parameter is a string
read('GET /api/v1/contacts/:id', { params: { id: 42 } });
// @ts-expect-error no such parameter
read('GET /api/v1/contacts/:id', { params: { id, tag: 'vip' } });
// @ts-expect-error the path has no parameters
read('GET /health', { params: { id } });
// @ts-expect-error the method is the route's
read('GET /health', { method: 'POST' });
// @ts-expect-error a value goes through json
write('POST /api/v1/contacts', { json: { name: 'Ada' } });
// @ts-expect-error the query is written down
read('GET /api/v1/search', { query: { page: 2 } });
// @ts-expect-error it may be any route
read(wide);

// Of one of two keys, only what both surely hold counts.
declare const oneOfTwo: typeof reader | typeof tagger;
const cautious = createCaller<Api, typeof oneOfTwo>(callerOptions);
cautious('GET /health');
// @ts-expect-error key lacks contacts:write
cautious('POST /api/v1/contacts');
// A key whose scopes nobody knows covers what needs none, as does anything that claims to be one.
const strange = createCaller<Api, Key<'atender', never>>(callerOptions);
strange('GET /health');
// @ts-expect-error key lacks contacts:read
strange('GET /api/v1/contacts/:id', { params: { id } });
// @ts-expect-error key lacks contacts:read
createCaller<Api, typeof boast>(callerOptions)('GET /api/v1/contacts/:id', { params: { id } });
// @ts-expect-error key lacks contacts:read
createCaller<Api, Anything>(callerOptions)('GET /api/v1/contacts/:id', { params: { id } });
// @ts-expect-error key lacks contacts:read
createCaller<Api, never>(callerOptions)('GET /api/v1/contacts/:id', { params: { id } });
// @ts-expect-error of no API there is no route
createCaller(callerOptions)('GET /health');

// @ts-expect-error a key of another vocabulary
createCaller<Api, Key<'github', 'repo'>>(callerOptions);
// @ts-expect-error no such scope
createCaller<Api, 'contacts:wirte'>(callerOptions);
// @ts-expect-error one misspelt scope of two
createCaller<Api, 'contacts:read' | 'contacts:wirte'>(callerOptions);
// @ts-expect-error any scopes
createCaller<Api, string>(callerOptions);
// @ts-expect-error a vocabulary is no route table
createCaller<typeof atender, typeof reader>(callerOptions);
// @ts-expect-error a key is needed
createCaller<Api>(callerOptions);
// @ts-expect-error a token is needed
createCaller<Api, typeof reader>({ baseUrl: 'https://api.example.com' });

type ___ = [
  Expect<Equal<typeof got, Promise<Response>>>,
  Expect<Equal<typeof read, Caller<Api, typeof reader>>>,
  Expect<Equal<typeof write, Caller<Api, typeof tagger>>>,
];

// -- how a key is sent

const scheme = { type: 'apiKey', in: 'header', name: 'X-API-Key' } as const;
scheme satisfies ApiKeyScheme;
createCaller<Api, typeof reader>({ ...callerOptions, scheme: apiKey(scheme) });
createCaller<Api, typeof reader>({ ...callerOptions, scheme: apiKey({ in: 'query', name: 'key' }) });
createClient(api, reader, { ...options, scheme: apiKey({ in: 'cookie', name: 'key' }) });
createClient(api, reader, { ...options, scheme: (token, { headers }) => headers.set('x-key', token) });
// @ts-expect-error an object says how, and apiKey does it
createCaller<Api, typeof reader>({ ...callerOptions, scheme });
// @ts-expect-error no such place
apiKey({ in: 'body', name: 'key' });
// @ts-expect-error another kind of scheme
apiKey({ type: 'oauth2', in: 'header', name: 'key' });

// -- what is missing

declare const thrown: unknown;
if (thrown instanceof MissingScopesError) {
  const { missing, required, held } = thrown;
  type Thrown = [
    Expect<Equal<typeof missing, readonly string[]>>,
    Expect<Equal<typeof required, readonly (readonly string[])[] | undefined>>,
    Expect<Equal<typeof held, readonly string[] | undefined>>,
  ];
}
