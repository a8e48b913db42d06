import { initTRPC, TRPCError, type TRPCProcedureType } from '@trpc/server';
import { authenticated, defineRoutes, type Grant, type GrantOf, open } from 'scopeproof';
import { guardProcedures, guardRoutes, type ProcedureGuard, type RouterGuard } from 'scopeproof/trpc';
import { type Atender, atender, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect, IsAny } from '../expect.js';

interface Context {
  readonly scopes: string | undefined;
  readonly tenant: number;
}
const t = initTRPC.context<Context>().meta<{ readonly title: string }>().create();
const authenticate = (ctx: Pick<Context, 'scopes'>) => ctx.scopes;

// -- one by one

const guard = guardProcedures(atender, { authenticate });
const reads = t.procedure.use(guard('contacts:read'));

reads.query(({ ctx }) => listContacts(ctx.grant));
t.procedure.use(guard('contacts:write')).mutation(({ ctx }) => insertContact(ctx.grant, 'Ada'));
t.procedure.use(guard('contacts:write')).mutation(({ ctx }) => listContacts(ctx.grant));
t.procedure.use(guard(atender.allOf('contacts:read', 'tags:read'))).subscription(async function* ({ ctx }) {
  yield* listContacts(ctx.grant);
  yield* listTags(ctx.grant);
});
t.procedure.use(guard(atender.anyOf('contacts:write', 'tags:read'))).query(({ ctx }) => {
  // @ts-expect-error either is not both
  listContacts(ctx.grant);
  return ctx.grant.has('contacts:write') ? listContacts(ctx.grant) : listTags(ctx.grant);
});
t.procedure.use(guard(open)).query(({ ctx }) => {
  type _ = [Expect<Equal<typeof ctx.grant, Grant<'atender', never>>>];
});
t.procedure.use(guard(authenticated)).query(({ ctx }) => {
  type _ = [Expect<Equal<typeof ctx.grant, Grant<'atender', never>>>];
});

reads.query(({ ctx }) => {
  type _ = [
    Expect<Equal<typeof ctx.grant, GrantOf<Atender, 'contacts:read'>>>,
    Expect<Equal<IsAny<typeof ctx>, false>>,
    Expect<Equal<typeof ctx.tenant, number>>,
    Expect<Equal<typeof ctx.scopes, string | undefined>>,
  ];
});

// @ts-expect-error contacts:write is not proven
reads.mutation(({ ctx }) => insertContact(ctx.grant, 'Ada'));
// @ts-expect-error nothing was guarded
t.procedure.query(({ ctx }) => listContacts(ctx.grant));
// @ts-expect-error no such scope
guard('contacts:reed');
// @ts-expect-error a bare array could mean all or any
guard(['contacts:read']);
// @ts-expect-error stored scopes are strings
guardProcedures(atender, { authenticate: (ctx: Context) => ctx.tenant });
// @ts-expect-error who asks?
guardProcedures(atender, {});
// @ts-expect-error no such option
guardProcedures(atender, { authenticate, realm: 'atender' });

// A context that does not have what is asked of it.
const bare = initTRPC.context<{ readonly tenant: number }>().create();
// @ts-expect-error scopes is missing
bare.procedure.use(guard('contacts:read'));
bare.procedure
  .use(({ next }) => next({ ctx: { scopes: 'contacts:read' } }))
  .use(guard('contacts:read'))
  .query(({ ctx }) => [listContacts(ctx.grant), ctx.tenant, ctx.scopes]);

// What else a procedure has stays as it is.
const whole = t.router({
  hello: reads
    .meta({ title: 'greets' })
    .input((value: unknown) => String(value))
    .query(({ ctx, input }) => ({ greeted: input.length, by: listContacts(ctx.grant) })),
});
const caller = whole.createCaller({ scopes: undefined, tenant: 1 });
type Hello = Awaited<ReturnType<typeof caller.hello>>;

// -- by a table

const api = defineRoutes(atender, {
  'GET /contacts.list': 'contacts:read',
  'POST /contacts.create': 'contacts:write',
  'GET /health': open,
});
const table = guardRoutes(api, { authenticate, disclose: false });
const base = t.procedure.use(table.table);

base.query(({ ctx }) => {
  type _ = [Expect<Equal<typeof ctx.grant, Grant<'atender', never>>>];
});
// @ts-expect-error the table proves nothing of a single procedure
base.query(({ ctx }) => listContacts(ctx.grant));
base.use(table.route('POST /contacts.create')).mutation(({ ctx }) => insertContact(ctx.grant, 'Ada'));
t.procedure.use(table.route('GET /contacts.list')).query(({ ctx }) => listContacts(ctx.grant));
// @ts-expect-error contacts:write is not proven
base.use(table.route('GET /contacts.list')).query(({ ctx }) => insertContact(ctx.grant, 'Ada'));
// @ts-expect-error no such route
table.route('GET /contacts.create');
// @ts-expect-error a vocabulary is no route table
guardRoutes(atender, { authenticate });
// @ts-expect-error a route table is no vocabulary
guardProcedures(api, { authenticate });

// -- the options: each function gets the context

guardRoutes(api, {
  authenticate,
  stored: 'json',
  enforce: (route) => route === 'GET /health',
  onUnknown: (scopes, ctx) => [scopes.join(), ctx.scopes],
  onDeprecated: (scopes, ctx) => [scopes.join(), ctx.scopes],
  onRefusal: ({ route, error, isEnforced, type, path }, ctx) => {
    type _ = [
      Expect<Equal<typeof route, string | undefined>>,
      Expect<Equal<typeof type, TRPCProcedureType>>,
      Expect<Equal<typeof ctx, Pick<Context, 'scopes'>>>,
    ];
    return [error?.missing, isEnforced, path];
  },
  refusal: ({ code, message, cause }, ctx) =>
    new TRPCError({ code, message: `${ctx.scopes}: ${message}`, cause }),
});
// @ts-expect-error its procedures get proof, so a refusal is always enforced
guardProcedures(atender, { authenticate, enforce: false });
// @ts-expect-error a refusal is thrown anyway
guardRoutes(api, { authenticate, throws: true });
// @ts-expect-error no such form
guardRoutes(api, { authenticate, stored: 'csv' });
// @ts-expect-error tRPC answers with its own errors alone
guardRoutes(api, { authenticate, refusal: () => new Error('no') });

// -- parity

const parity = table.assertParity(whole, {
  onMismatch: ({ unlisted, unhandled }) => [...unlisted, ...unhandled],
});
// @ts-expect-error a procedure is no router
table.assertParity(reads);
// @ts-expect-error no table, no parity
guard.assertParity(whole);

type _ = [
  Expect<Equal<typeof parity, Promise<void>>>,
  Expect<Equal<Hello, { greeted: number; by: string[] }>>,
  Expect<Equal<typeof guard, ProcedureGuard<Atender, Pick<Context, 'scopes'>>>>,
  Expect<Equal<typeof table, RouterGuard<typeof api, Pick<Context, 'scopes'>>>>,
];
