import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from '@trpc/client';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { atender, definition } from '../../tests/support/atender.js';
import { bearerToken } from '../http/bearer.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  type Grant,
  InsufficientScopeError,
  open,
} from '../index.js';
import { guardProcedures, guardRoutes } from './trpc.js';

const tagging = atender.allOf('contacts:write', 'tags:read');
const searching = atender.anyOf('knowledge:read', atender.allOf('contacts:read', 'tags:read'));
const api = defineRoutes(atender, {
  'GET /contacts.list': 'contacts:read',
  'POST /contacts.create': 'contacts:write',
  'POST /contacts.tag': tagging,
  'GET /search': searching,
  'GET /changes': 'contacts:read',
  'GET /me': authenticated,
  'GET /health': open,
});

const keys = new Map<string, { readonly scopes: string | readonly string[]; readonly revoked?: true }>([
  ['nothing', { scopes: '' }],
  ['reader', { scopes: 'contacts:read' }],
  ['writer', { scopes: 'contacts:write' }],
  ['writer-and-tagger', { scopes: ['contacts:write', 'tags:read'] }],
  ['basic', { scopes: atender.bundle('basic') }],
  ['librarian', { scopes: 'knowledge:read' }],
  ['misspelt', { scopes: 'contacts:raed * basic' }],
  ['renamed', { scopes: 'people:read' }],
  ['revoked', { scopes: 'contacts:write', revoked: true }],
]);

interface Context {
  readonly token: string | undefined;
}
/** The tokens that were asked for, in order. */
const asked: (string | undefined)[] = [];
const authenticate = async ({ token }: Context) => {
  asked.push(token);
  if (token === 'broken') throw new Error('the store of keys is down');
  const row = keys.get(token ?? '');
  return row?.revoked ? undefined : row?.scopes;
};
/** The errors that the server answered with, as it saw them itself. */
const errors: TRPCError[] = [];

const t = initTRPC.context<Context>().create();
const seen = ({ ctx }: { ctx: { grant: Grant<'atender', never> } }) => String(ctx.grant);

// The same procedures, guarded in each of the three ways.
const one = guardProcedures(atender, { authenticate });
const oneByOne = t.router({
  contacts: {
    list: t.procedure.use(one('contacts:read')).query(seen),
    create: t.procedure.use(one('contacts:write')).mutation(seen),
    tag: t.procedure.use(one(tagging)).mutation(seen),
  },
  search: t.procedure.use(one(searching)).query(seen),
  changes: t.procedure.use(one('contacts:read')).subscription(async function* (call) {
    yield seen(call);
  }),
  me: t.procedure.use(one(authenticated)).query(seen),
  health: t.procedure.use(one(open)).query(seen),
});

const routes = guardRoutes(api, { authenticate });
const base = t.procedure.use(routes.table);
const byTable = t.router({
  contacts: {
    list: base.query(seen),
    create: base.mutation(seen),
    tag: base.mutation(seen),
  },
  search: base.query(seen),
  changes: base.subscription(async function* (call) {
    yield seen(call);
  }),
  me: base.query(seen),
  health: base.query(seen),
});
const byTableAndRoute = t.router({
  contacts: {
    list: base.use(routes.route('GET /contacts.list')).query(seen),
    create: base.use(routes.route('POST /contacts.create')).mutation(seen),
    tag: base.use(routes.route('POST /contacts.tag')).mutation(seen),
  },
  search: base.use(routes.route('GET /search')).query(seen),
  changes: base.use(routes.route('GET /changes')).subscription(async function* (call) {
    yield seen(call);
  }),
  me: base.use(routes.route('GET /me')).query(seen),
  health: base.use(routes.route('GET /health')).query(seen),
});

/** What no table lists, or lists for something else. */
const unlisted = t.router({
  secrets: base.query(seen),
  contacts: { list: base.mutation(seen), export: base.query(seen) },
  misplaced: base.use(routes.route('GET /me')).query(seen),
  elsewhere: t.procedure.use(routes.route('GET /me')).query(seen),
});

interface Running {
  readonly url: string;
  close(): void;
}
const start = async (router: typeof oneByOne | typeof unlisted): Promise<Running> => {
  const server = createHTTPServer({
    router,
    createContext: ({ req }): Context => ({ token: bearerToken(req) }),
    onError: ({ error }) => errors.push(error),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};
const headersOf = (token: string | undefined): Record<string, string> => ({
  'content-type': 'application/json',
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
});
const clientOf = (url: string, token?: string) =>
  createTRPCClient<typeof oneByOne>({ links: [httpLink({ url, headers: headersOf(token) })] });

beforeEach(() => {
  asked.length = 0;
  errors.length = 0;
});

const unauthorized = { code: 'UNAUTHORIZED', httpStatus: 401, message: 'a valid key is needed' };
const lacks = (...missing: string[]) => ({
  code: 'FORBIDDEN',
  httpStatus: 403,
  message: `insufficient scope: missing ${missing.join(', ')}`,
});
type Client = ReturnType<typeof clientOf>;
const list = (client: Client) => client.contacts.list.query();
const create = (client: Client) => client.contacts.create.mutate();
const tag = (client: Client) => client.contacts.tag.mutate();
const search = (client: Client) => client.search.query();
const me = (client: Client) => client.me.query();
const health = (client: Client) => client.health.query();

/** What a case is called, with which token, what is called, and what comes of it: the grant, or a refusal. */
const cases: readonly [
  name: string,
  token: string | undefined,
  call: (client: Client) => Promise<string>,
  answer: string | { readonly code: string; readonly httpStatus: number; readonly message: string },
][] = [
  ['no key', undefined, list, unauthorized],
  ['unknown', 'nobody', list, unauthorized],
  ['unknown, named like a member of every object', 'constructor', list, unauthorized],
  ['revoked', 'revoked', list, unauthorized],
  ['no scopes', 'nothing', list, lacks('contacts:read')],
  ['under-scoped', 'librarian', list, lacks('contacts:read')],
  ['read for write', 'reader', create, lacks('contacts:write')],
  ['exactly scoped', 'reader', list, 'contacts:read'],
  ['write for read', 'writer', list, 'contacts:write'],
  ['a mutation', 'writer', create, 'contacts:write'],
  ['a bundle', 'basic', list, 'contacts:read tags:read'],
  ['unknown stored scopes', 'misspelt', list, lacks('contacts:read')],
  ['a deprecated stored scope', 'renamed', list, 'contacts:read'],
  ['any of: the one', 'librarian', search, 'knowledge:read'],
  ['any of: the other', 'basic', search, 'contacts:read tags:read'],
  ['any of: neither', 'reader', search, lacks('knowledge:read')],
  ['all of: both', 'writer-and-tagger', tag, 'contacts:write tags:read'],
  ['all of: one', 'writer', tag, lacks('tags:read')],
  ['all of: none', 'nothing', tag, lacks('contacts:write', 'tags:read')],
  ['authenticated', 'nothing', me, ''],
  ['authenticated, without a key', undefined, me, unauthorized],
  ['open', undefined, health, ''],
  ['open, with a key that is none', 'nobody', health, ''],
];

describe.each([
  ['one by one', oneByOne],
  ['by a table', byTable],
  ['by a table and by route', byTableAndRoute],
])('procedures guarded %s', (_, router) => {
  let server: Running;
  beforeAll(async () => {
    server = await start(router);
  });
  afterAll(() => server.close());

  test.each(cases)('%s', async (_name, token, call, answer) => {
    const called = call(clientOf(server.url, token));
    if (typeof answer === 'string') expect(await called).toBe(answer);
    else {
      const { code, httpStatus, message } = answer;
      const error = await called.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TRPCClientError);
      expect(error).toMatchObject({ message, data: { code, httpStatus } });
    }
    expect(asked).toEqual(call === health ? [] : [token]);
  });

  test('a refusal has the error of the core as its cause', async () => {
    await tag(clientOf(server.url, 'reader')).catch(() => {});
    expect(errors).toHaveLength(1);
    const [{ cause } = new TRPCError({ code: 'NOT_FOUND' })] = errors;
    expect(cause).toBeInstanceOf(InsufficientScopeError);
    expect(cause).toMatchObject({
      required: [['contacts:write', 'tags:read']],
      missing: ['contacts:write', 'tags:read'],
      held: ['contacts:read'],
    });
  });

  test('what authenticate throws is an internal error', async () => {
    await expect(list(clientOf(server.url, 'broken'))).rejects.toMatchObject({
      data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500 },
    });
    expect(asked).toEqual(['broken']);
  });

  test('in a batch, each call is decided by itself', async () => {
    const link = httpBatchLink({ url: server.url, headers: headersOf('reader') });
    const client = createTRPCClient<typeof oneByOne>({ links: [link] });
    const answers = await Promise.allSettled([list(client), search(client), health(client), me(client)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(asked).toEqual(['reader', 'reader', 'reader']);
  });

  test.each([
    ['reader', '"contacts:read"'],
    ['librarian', '"code":"FORBIDDEN","httpStatus":403'],
    [undefined, '"code":"UNAUTHORIZED","httpStatus":401'],
  ])('a subscription by %s says %s', async (token, said) => {
    const headers = { ...headersOf(token), accept: 'text/event-stream' };
    const response = await fetch(`${server.url}/changes`, { headers });
    expect(await response.text()).toContain(said);
  });
});

describe('a table', () => {
  let server: Running;
  beforeAll(async () => {
    server = await start(unlisted);
  });
  afterAll(() => server.close());

  test.each([
    ['a procedure that it does not list', 'GET', 'secrets'],
    ['the same beside one that it does', 'GET', 'contacts.export'],
    ['a mutation that it lists as a query', 'POST', 'contacts.list'],
    ['a procedure that stands for another', 'GET', 'misplaced'],
    ['the same without the table before it', 'GET', 'elsewhere'],
  ])('does not find %s', async (_, method, path) => {
    const response = await fetch(`${server.url}/${path}`, { method, headers: headersOf('writer') });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { message: `No procedure found on path "${path}"`, data: { code: 'NOT_FOUND' } },
    });
    expect(asked).toEqual([]);
  });

  test.each(api.routes.filter((route) => !['GET /me', 'GET /health'].includes(route)))(
    'refuses a key without scopes at %s',
    async (route) => {
      const { url, close } = await start(byTable);
      const [method, path] = route.split(' ') as [string, string];
      const response = await fetch(url + path, { method, headers: headersOf('nothing') });
      expect(await response.text()).toContain('"code":"FORBIDDEN","httpStatus":403');
      close();
    },
  );
});

describe('a guard', () => {
  const caller = (procedure: ReturnType<typeof t.procedure.query>, token?: string) =>
    t
      .createCallerFactory(t.router({ 'contacts.list': procedure }))({ token })
      ['contacts.list']();

  test('asks once for a call, however often it is guarded, and again for the next', async () => {
    const route = routes.route('GET /contacts.list');
    const procedure = base.use(route).use(route).query(seen);
    expect(await caller(procedure, 'reader')).toBe('contacts:read');
    expect(await caller(procedure, 'writer')).toBe('contacts:write');
    expect(asked).toEqual(['reader', 'writer']);
  });

  test('asks once for the calls of a request, where it is told which that is', async () => {
    const guard = guardProcedures(atender, { authenticate, requestOf: (ctx: Context) => ctx });
    const list = t.procedure.use(guard('contacts:read')).query(seen);
    const router = t.router({ list, search: t.procedure.use(guard(searching)).query(seen) });
    const calls = t.createCallerFactory(router)({ token: 'reader' });
    const [listed, searched] = await Promise.allSettled([calls.list(), calls.search()]);
    expect(listed).toEqual({ status: 'fulfilled', value: 'contacts:read' });
    expect(searched.status).toBe('rejected');
    expect(asked).toEqual(['reader']);
    await calls.list();
    expect(asked).toEqual(['reader', 'reader']);
  });

  test('asks for each caller, though all of them share a context', async () => {
    const current = { token: 'writer' };
    const slowly = async () => {
      const { token } = current;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return keys.get(token)?.scopes;
    };
    const guard = guardProcedures(atender, { authenticate: slowly });
    const router = t.router({ create: t.procedure.use(guard('contacts:write')).mutation(seen) });
    const shared: Context = { token: undefined };
    const caller = t.createCallerFactory(router)(shared);
    const first = caller.create();
    await Promise.resolve();
    current.token = 'reader';
    await expect(caller.create()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await first).toBe('contacts:write');
  });

  test('asks again where the context was changed in place', async () => {
    const ctx: { token: string } = { token: 'reader' };
    const procedure = t.procedure
      .use(one('contacts:read'))
      .use(({ ctx: given, next }) => {
        (given as { token: string }).token = 'librarian';
        return next();
      })
      .use(one('contacts:read'))
      .query(seen);
    const calls = t.createCallerFactory(t.router({ list: procedure }))(ctx);
    await expect(calls.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('asks again where the context is another, or the key may be revoked by now', async () => {
    const impersonating = t.procedure
      .use(one('contacts:read'))
      .use(({ ctx, next }) => next({ ctx: { ...ctx, token: 'librarian' } }))
      .use(one('contacts:read'))
      .query(seen);
    await expect(caller(impersonating, 'reader')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(asked).toEqual(['reader', 'librarian']);

    const inner = t.router({ list: t.procedure.use(one('contacts:read')).query(seen) });
    const outer = t.procedure.use(one('contacts:read')).query(({ ctx }) =>
      t
        .createCallerFactory(inner)({ ...ctx, token: 'librarian' })
        .list(),
    );
    await expect(caller(outer, 'reader')).rejects.toMatchObject({ code: 'FORBIDDEN' });

    keys.set('short-lived', { scopes: 'contacts:read' });
    const kept = t.createCallerFactory(inner)({ token: 'short-lived' });
    expect(await kept.list()).toBe('contacts:read');
    keys.delete('short-lived');
    await expect(kept.list()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('hands the procedure nothing but the grant', async () => {
    const procedure = t.procedure
      .use(one('contacts:read'))
      .query(({ ctx }) => Reflect.ownKeys(ctx).map(String).join());
    expect(await caller(procedure, 'reader')).toBe('token,grant');
  });

  test('asks by the context as it is at its first guard', async () => {
    const procedure = t.procedure
      .use(({ next }) => next({ ctx: { token: 'reader' } }))
      .use(one('contacts:read'))
      .query(seen);
    expect(await caller(procedure)).toBe('contacts:read');
  });

  test('asks for itself, whatever another was told', async () => {
    const other = defineScopes('other', definition);
    const elsewhere = guardProcedures(other, { authenticate: () => 'tags:read' });
    const procedure = t.procedure
      .use(one('contacts:read'))
      .use(elsewhere('tags:read'))
      .query(({ ctx }) => {
        expect(() => atender.authorize(ctx.grant as never, 'tags:read')).toThrow(
          'not a grant of this vocabulary',
        );
        return String(ctx.grant);
      });
    expect(await caller(procedure, 'reader')).toBe('tags:read');
  });

  test('that comes after what is open still asks', async () => {
    const procedure = t.procedure.use(one(open)).use(one('contacts:read')).query(seen);
    await expect(caller(procedure, 'nothing')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await caller(procedure, 'reader')).toBe('contacts:read');
  });

  test('works without a context', async () => {
    const bare = initTRPC.create();
    const guard = guardProcedures(atender, { authenticate: () => 'contacts:read' });
    const router = bare.router({ list: bare.procedure.use(guard('contacts:read')).query(seen) });
    expect(await router.createCaller(undefined as never).list()).toBe('contacts:read');
  });

  test('keeps the scopes to itself where it is told to', async () => {
    const discreet = guardProcedures(atender, { authenticate, disclose: false });
    const called = caller(t.procedure.use(discreet('contacts:write')).query(seen), 'reader');
    await expect(called).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'insufficient scope',
      cause: { missing: ['contacts:write'] },
    });
  });

  test('is not made of what is no requirement, or no route', () => {
    const loose = one as (requirement: unknown) => unknown;
    for (const wrong of [
      'contacts:reed',
      ['contacts:read'],
      undefined,
      defineScopes('other', definition).allOf('tags:read'),
    ])
      expect(() => loose(wrong)).toThrow(TypeError);
    expect(() => routes.route('GET /secrets' as never)).toThrow('no such route: GET /secrets');
  });

  test('leaves a procedure alone that it does not guard', async () => {
    const procedure = t.procedure.query(({ ctx }) => Object.keys(ctx).join());
    expect(await caller(procedure, 'nobody')).toBe('token');
    expect(asked).toEqual([]);
  });
});
