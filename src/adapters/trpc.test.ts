import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from '@trpc/client';
import { type AnyTRPCRouter, initTRPC, lazy, TRPCError } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { atender, definition } from '../../tests/support/atender.js';
import { bearerToken } from '../http/bearer.js';
import { ParityError } from '../http/parity.js';
import {
  authenticated,
  defineRoutes,
  defineScopes,
  type Grant,
  InsufficientScopeError,
  open,
  optional,
} from '../index.js';
import { guardProcedures, guardRoutes, type ProcedureGuardOptions, type RouterGuardOptions } from './trpc.js';

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

  test('asks for a call of a request by itself, where its context is another', async () => {
    const slowly = async (ctx: Context) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return authenticate(ctx);
    };
    const request = {};
    const guard = guardProcedures(atender, { authenticate: slowly, requestOf: () => request });
    const guarded = t.procedure.use(guard('contacts:write'));
    const impersonating = t.procedure.use(({ next }) => next({ ctx: { token: 'reader' } }));
    const calls = t.createCallerFactory(
      t.router({
        asWriter: guarded.mutation(seen),
        asReader: impersonating.use(guard('contacts:write')).mutation(seen),
      }),
    )({ token: 'writer' });
    for (const inOrder of [
      [calls.asWriter, calls.asReader],
      [calls.asReader, calls.asWriter],
    ]) {
      const answers = await Promise.allSettled(inOrder.map((call) => call()));
      const refused = inOrder.indexOf(calls.asReader);
      expect(answers[refused]).toMatchObject({ status: 'rejected', reason: { code: 'FORBIDDEN' } });
      expect(answers[1 - refused]).toEqual({ status: 'fulfilled', value: 'contacts:write' });
    }
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

describe('an option', () => {
  test.each([
    [undefined, undefined, true],
    [undefined, 'reader', true],
    [undefined, 'revoked', true],
    [({ token }: Context) => token !== undefined, undefined, true],
    [({ token }: Context) => token !== undefined, 'reader', true],
    [({ token }: Context) => token !== undefined, 'revoked', false],
  ])(
    'hasCredential: tells an optional procedure of a key that is not valid',
    async (hasCredential, token, isOk) => {
      const guard = guardProcedures(atender, { authenticate, hasCredential });
      const router = t.router({ greet: t.procedure.use(guard(optional)).query(seen) });
      const called = router.createCaller({ token }).greet();
      if (isOk) expect(await called).toBe(token === 'reader' ? 'contacts:read' : '');
      else await expect(called).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    },
  );

  const token = 'reader';
  const callOne = (
    options: Partial<ProcedureGuardOptions<Context>>,
    requirement: 'contacts:read' | 'contacts:write',
  ) => {
    const guard = guardProcedures(atender, { authenticate, ...options });
    const router = t.router({ one: t.procedure.use(guard(requirement)).query(seen) });
    return t.createCallerFactory(router)({ token }).one();
  };
  const tableOf = (options: Partial<RouterGuardOptions<Context>>) => {
    const guard = guardRoutes(api, { authenticate, ...options });
    const guarded = t.procedure.use(guard.table);
    const router = t.router({
      contacts: {
        list: guarded.query(seen),
        create: guarded.mutation(seen),
        tag: guarded.use(guard.route('POST /contacts.tag')).mutation(seen),
      },
      secrets: guarded.query(seen),
    });
    return t.createCallerFactory(router);
  };

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test.each([
    ['["contacts:read"', /missing contacts:read/],
    ['{"scopes":["contacts:read"]}', /missing contacts:read/],
    ['["contacts:read",7]', /missing contacts:read/],
    ['["contacts:read", "gone"]', undefined],
  ])('stored: JSON is read from %s', async (scopes, refused) => {
    const onUnknown = vi.fn();
    const called = callOne({ authenticate: () => scopes, stored: 'json', onUnknown }, 'contacts:read');
    if (refused) await expect(called).rejects.toThrow(refused);
    else expect(await called).toBe('contacts:read');
    expect(onUnknown).toHaveBeenCalledExactlyOnceWith([refused ? scopes : 'gone'], { token });
  });

  test('onDeprecated: learns of deprecated scopes, once a call', async () => {
    const onDeprecated = vi.fn();
    const caller = tableOf({ onDeprecated })({ token: 'renamed' });
    expect(await caller.contacts.list()).toBe('contacts:read');
    expect(onDeprecated).toHaveBeenCalledExactlyOnceWith(['people:read'], { token: 'renamed' });
  });

  test('onUnknown: without it, one warning in development', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const caller = tableOf({})({ token: 'misspelt' });
    for (const call of [caller.contacts.list, caller.contacts.create])
      await expect(call()).rejects.toThrow('insufficient scope');
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"contacts:raed" and 2 more'));
    vi.stubEnv('NODE_ENV', 'production');
    await expect(tableOf({})({ token: 'misspelt' }).contacts.list()).rejects.toThrow();
    expect(warn).toHaveBeenCalledOnce();
  });

  test('onRefusal: learns of each refusal, and of nothing else', async () => {
    const onRefusal = vi.fn();
    const create = tableOf({ onRefusal });
    await expect(create({ token: 'nobody' }).contacts.list()).rejects.toThrow('a valid key is needed');
    await expect(create({ token }).contacts.create()).rejects.toThrow('missing contacts:write');
    await expect(create({ token }).secrets()).rejects.toThrow('No procedure found');
    await create({ token }).contacts.list();
    const refusal = (status: number) => expect.objectContaining({ status });
    expect(onRefusal.mock.calls).toEqual([
      [
        {
          refusal: refusal(401),
          route: 'GET /contacts.list',
          error: undefined,
          isEnforced: true,
          type: 'query',
          path: 'contacts.list',
        },
        { token: 'nobody' },
      ],
      [
        {
          refusal: refusal(403),
          route: 'POST /contacts.create',
          error: expect.any(InsufficientScopeError),
          isEnforced: true,
          type: 'mutation',
          path: 'contacts.create',
        },
        { token },
      ],
      [
        {
          refusal: refusal(404),
          route: undefined,
          error: undefined,
          isEnforced: true,
          type: 'query',
          path: 'secrets',
        },
        { token },
      ],
    ]);
  });

  test('onRefusal: knows the calls of a batch apart, though they share a look-up', async () => {
    const paths: string[] = [];
    const caller = tableOf({
      requestOf: (ctx) => ctx,
      enforce: false,
      onRefusal: ({ path }) => void paths.push(path),
    })({ token: 'nothing' });
    await Promise.all([caller.contacts.list(), caller.contacts.create(), caller.secrets()]);
    expect(paths.sort()).toEqual(['contacts.create', 'contacts.list', 'secrets']);
    expect(asked).toEqual(['nothing']);
  });

  test('onRefusal: lets nothing pass where it throws', async () => {
    const onRefusal = () => {
      throw new Error('the log is full');
    };
    await expect(tableOf({ onRefusal, enforce: false })({ token }).contacts.create()).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'the log is full',
    });
    await expect(callOne({ onRefusal }, 'contacts:write')).rejects.toThrow('the log is full');
  });

  test('refusal: gives a refusal its form', async () => {
    const form = vi.fn(
      ({ code, message, cause }: TRPCError, ctx: Context) =>
        new TRPCError({
          code: code === 'FORBIDDEN' ? 'NOT_FOUND' : code,
          message: `${ctx.token}: ${message}`,
          cause,
        }),
    );
    await expect(callOne({ refusal: form }, 'contacts:write')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'reader: insufficient scope: missing contacts:write',
      cause: { missing: ['contacts:write'] },
    });
    await expect(tableOf({ refusal: form })({ token: 'nobody' }).contacts.list()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: 'nobody: a valid key is needed',
    });
    await expect(tableOf({ refusal: form })({ token }).secrets()).rejects.toThrow(
      'reader: No procedure found on path "secrets"',
    );
    expect(form).toHaveBeenCalledTimes(3);
    expect(await callOne({ refusal: form }, 'contacts:read')).toBe('contacts:read');
    expect(form).toHaveBeenCalledTimes(3);
  });

  test('refusal: lets nothing pass where it throws, or gives what is no error', async () => {
    const broken = () => {
      throw new Error('broken');
    };
    await expect(callOne({ refusal: broken }, 'contacts:write')).rejects.toThrow('broken');
    const called = callOne({ refusal: () => undefined as never }, 'contacts:write');
    await expect(called).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  test('enforce: what is let pass gets a grant without scopes, whatever its key has', async () => {
    const onRefusal = vi.fn();
    const create = tableOf({ enforce: false, onRefusal });
    expect(await create({ token }).contacts.list()).toBe('contacts:read');
    expect(onRefusal).not.toHaveBeenCalled();
    expect(await create({ token }).contacts.create()).toBe('');
    expect(await create({ token: 'nobody' }).contacts.list()).toBe('');
    expect(await create({ token }).secrets()).toBe('');
    expect(
      onRefusal.mock.calls.map(([{ route, path, isEnforced, refusal }]) => [
        route ?? path,
        isEnforced,
        refusal.status,
      ]),
    ).toEqual([
      ['POST /contacts.create', false, 403],
      ['GET /contacts.list', false, 401],
      ['secrets', false, 404],
    ]);
  });

  test('enforce: the guards of routes, and of procedures, refuse nevertheless', async () => {
    const onRefusal = vi.fn();
    const { contacts } = tableOf({ enforce: false, onRefusal })({ token });
    await expect(contacts.tag()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(onRefusal.mock.calls.map(([{ isEnforced }]) => isEnforced)).toEqual([false, true]);
    const loose = { enforce: false } as Partial<ProcedureGuardOptions<Context>>;
    await expect(callOne(loose, 'contacts:write')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('enforce: may go by the route', async () => {
    const enforce = vi.fn((route: string | undefined) => route !== 'POST /contacts.create');
    const caller = tableOf({ enforce })({ token: 'nothing' });
    expect(await caller.contacts.create()).toBe('');
    await expect(caller.contacts.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(caller.secrets()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(enforce.mock.calls).toEqual([['POST /contacts.create'], ['GET /contacts.list'], [undefined]]);
  });

  test('none comes from a polluted prototype', async () => {
    const polluted = {
      enforce: false,
      onRefusal: vi.fn(),
      refusal: () => new Error('polluted'),
      disclose: false,
    };
    Object.assign(Object.prototype, polluted);
    try {
      await expect(tableOf({})({ token }).contacts.create()).rejects.toThrow('missing contacts:write');
    } finally {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    }
    expect(polluted.onRefusal).not.toHaveBeenCalled();
  });

  test.each([
    ['a call', 'POST', 'create'],
    ['a subscription', 'GET', 'changes'],
  ])('disclose: the client of %s learns of no scope, in development either', async (_, method, path) => {
    const dev = initTRPC.context<Context>().create({ isDev: true });
    const guard = guardProcedures(atender, { authenticate, disclose: false });
    const guarded = dev.procedure.use(guard('contacts:write'));
    const server = createHTTPServer({
      router: dev.router({
        create: guarded.mutation(seen),
        changes: guarded.subscription(async function* (call) {
          yield seen(call);
        }),
      }),
      createContext: ({ req }): Context => ({ token: bearerToken(req) }),
      onError: ({ error }) => errors.push(error),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const headers = { ...headersOf(token), ...(method === 'GET' && { accept: 'text/event-stream' }) };
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, { method, headers });
    const body = await response.text();
    server.close();
    expect(body).toContain('insufficient scope');
    expect(body).toContain('"stack"');
    expect(body).not.toMatch(/contacts:|cause|missing|held/);
    expect(errors[0]?.cause).toMatchObject({ missing: ['contacts:write'] });
  });
});

describe('a context', () => {
  const keysByName = new Map([
    ['reader', 'contacts:read'],
    ['writer', 'contacts:write'],
  ]);

  test.each([undefined, (ctx: { req: object }) => ctx.req])(
    'may keep something as `grant` that middleware changes: the next guard asks again',
    async (requestOf) => {
      const own = initTRPC.context<{ req: object; grant: string }>().create();
      const guard = guardProcedures(atender, {
        authenticate: async (ctx: { req: object; grant: unknown }) => keysByName.get(ctx.grant as string),
        requestOf,
      });
      const actAs = (grant: string) => own.middleware(({ next }) => next({ ctx: { grant } }));
      const router = own.router({
        job: own.procedure
          .use(actAs('writer'))
          .use(guard('contacts:write'))
          .query(() => 'ran'),
        mine: own.procedure.use(guard('contacts:write')).query(() => 'ran'),
        twice: own.procedure
          .use(guard('contacts:read'))
          .use(guard('contacts:read'))
          .query(() => 'ran'),
        nobody: own.procedure
          .use(guard('contacts:read'))
          .use(actAs('nobody'))
          .use(guard('contacts:read') as never)
          .query(() => 'ran'),
      });
      const caller = router.createCaller({ req: {}, grant: 'reader' });
      const results = await Promise.allSettled([
        caller.job(),
        caller.mine(),
        caller.twice(),
        caller.nobody(),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    },
  );

  test('of a class shares nothing with another: it may have private fields', async () => {
    interface Context {
      readonly req: object;
      readonly token: string | undefined;
    }
    class Session implements Context {
      readonly req: object;
      readonly #token: string | undefined;
      constructor(req: object, token: string | undefined) {
        this.req = req;
        this.#token = token;
      }
      get token() {
        return this.#token;
      }
    }
    const own = initTRPC.context<Context>().create();
    const guard = guardProcedures(atender, {
      authenticate: async (ctx: Context) => keysByName.get(ctx.token ?? ''),
      requestOf: (ctx) => ctx.req,
    });
    const router = own.router({ create: own.procedure.use(guard('contacts:write')).query(() => 'ran') });
    const req = {};
    const calls = ['writer', undefined].map((token) => router.createCaller(new Session(req, token)).create());
    const hidden = [{}, { value: 'writer' }].map((descriptor) =>
      router.createCaller(Object.defineProperty({ req } as Context, 'token', descriptor)).create(),
    );
    const results = await Promise.allSettled([...calls, ...hidden]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });

  test('has to give an object as its request', async () => {
    const guard = guardProcedures(atender, {
      authenticate: () => Promise.reject(new Error('the store of keys is down')),
      requestOf: () => undefined as never,
    });
    const router = t.router({ list: t.procedure.use(guard('contacts:read')).query(seen) });
    await expect(router.createCaller({ token: 'reader' }).list()).rejects.toThrow(
      'requestOf gives no object',
    );
  });
});

describe('parity', () => {
  const small = defineRoutes(atender, {
    'GET /contacts.list': 'contacts:read',
    'POST /contacts.create': 'contacts:write',
    'GET /contacts.changes': 'contacts:read',
    'GET /admin.:any': 'contacts:write',
    'GET /deep/*': 'contacts:write',
  });
  const guard = guardRoutes(small, { authenticate });
  const query = t.procedure.query(() => '');
  const mutation = t.procedure.mutation(() => '');
  const changes = t.procedure.subscription(async function* () {});
  const admin = t.router({ users: query, keys: query });
  const mismatchOf = async (router: AnyTRPCRouter) => {
    const onMismatch = vi.fn<(mismatch: ParityError) => void>();
    await guard.assertParity(router, { onMismatch });
    return onMismatch.mock.calls.map(([{ unlisted, unhandled }]) => ({ unlisted, unhandled }));
  };

  test('of a router without procedures', async () => {
    const error = await guard.assertParity(t.router({})).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ParityError);
    expect(error).toMatchObject({
      message: `the table lists procedures that the router has no handler for: ${small.routes.join(', ')}`,
      unlisted: [],
      unhandled: small.routes,
    });
  });

  test('names what either side lacks, and takes no mutation for a query', async () => {
    const contacts = { list: mutation, create: mutation, changes, export: query };
    await expect(guard.assertParity(t.router({ contacts, admin, constructor: query }))).rejects.toThrow(
      'the router has procedures that the table does not list: ' +
        'POST /contacts.list, GET /contacts.export, GET /constructor; ' +
        'the table lists procedures that the router has no handler for: GET /contacts.list, GET /deep/*',
    );
  });

  test('of routers in routers, by any names', async () => {
    const contacts = t.router({ list: query, create: mutation });
    const router = t.router({ contacts, 'contacts.changes': changes, admin, 'deep/a': { b: query } });
    expect(await mismatchOf(router)).toEqual([]);
    expect(await guard.assertParity(router)).toBeUndefined();
  });

  test('of merged and lazy routers, which it loads', async () => {
    const inner = t.router({ changes, export: query });
    const outer = t.router({
      list: query,
      more: lazy(async () => t.router({ inner: lazy(async () => inner) })),
    });
    const load = vi.fn(async () => outer);
    const router = t.mergeRouters(t.router({ contacts: lazy(load) }), t.router({ admin }));
    const expected = {
      unlisted: ['GET /contacts.more.inner.changes', 'GET /contacts.more.inner.export'],
      unhandled: ['POST /contacts.create', 'GET /contacts.changes', 'GET /deep/*'],
    };
    expect(await mismatchOf(router)).toEqual([expected]);
    expect(await mismatchOf(router)).toEqual([expected]);
    expect(load).toHaveBeenCalledOnce();
    const broken = t.router({
      admin: lazy(async (): Promise<typeof admin> => {
        throw new Error('no such file');
      }),
    });
    await expect(guard.assertParity(broken)).rejects.toThrow('no such file');
  });

  test('agrees with what the guard finds', async () => {
    expect(await mismatchOf(byTable)).not.toEqual([]);
    expect(await routes.assertParity(byTable)).toBeUndefined();
    await expect(routes.assertParity(unlisted)).rejects.toThrow('GET /secrets');
  });
});
