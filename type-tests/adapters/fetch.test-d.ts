import { authenticated, defineRoutes, type Grant, type GrantOf, open } from 'scopeproof';
import {
  createFetch,
  type FetchGuard,
  type FetchHandlers,
  guardRoutes,
  requireScope,
} from 'scopeproof/fetch';
import { type Atender, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect } from '../expect.js';

const api = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'GET /health': open,
});
const nobody = { authenticate: () => undefined };
const up = () => new Response('up');

// -- what a handler is given

const handle = createFetch(api, nobody, {
  'GET /contacts/:id': ({ grant, params, request }) => {
    type Given = [
      Expect<Equal<typeof grant, GrantOf<Atender, 'contacts:read'>>>,
      Expect<Equal<typeof params, { readonly id: string }>>,
      Expect<Equal<typeof request, Request>>,
    ];
    return Response.json(listContacts(grant));
  },
  'POST /contacts': async ({ grant, request }) => new Response(insertContact(grant, await request.text())),
  'GET /health': ({ grant }) => {
    type Given = [Expect<Equal<typeof grant, Grant<'atender', never>>>];
    return up();
  },
});
type Fetch = [Expect<Equal<typeof handle, (request: Request) => Promise<Response>>>];

createFetch(api, nobody, {
  'GET /contacts/:id': ({ grant, params }) => {
    // @ts-expect-error its path has no such parameter
    params.name;
    // @ts-expect-error the route proves less
    return new Response(insertContact(grant, 'Ada'));
  },
  'POST /contacts': up,
  'GET /health': ({ grant }) => {
    // @ts-expect-error an open route proves nothing
    return Response.json(listContacts(grant));
  },
});

// -- exhaustive, and nothing but the table

createFetch(
  api,
  nobody,
  // @ts-expect-error GET /health is missing
  { 'GET /contacts/:id': up, 'POST /contacts': up },
);
createFetch(api, nobody, {
  'GET /contacts/:id': up,
  'POST /contacts': up,
  'GET /health': up,
  // @ts-expect-error not in the table
  'GET /nowhere': up,
});
createFetch(api, nobody, {
  'GET /contacts/:id': up,
  'POST /contacts': up,
  // @ts-expect-error no response
  'GET /health': () => 'up',
});

// -- what api.handler gives

const create = api.handler('POST /contacts', ({ grant }) => new Response(insertContact(grant, 'Ada')));
const show = api.handler('GET /contacts/:id', ({ grant }) => Response.json(listContacts(grant)));
createFetch(api, nobody, {
  'GET /contacts/:id': show.handle,
  'POST /contacts': create.handle,
  'GET /health': up,
});
createFetch(api, nobody, {
  // @ts-expect-error the handler of a route that proves more
  'GET /contacts/:id': create.handle,
  'POST /contacts': create.handle,
  'GET /health': up,
});

// -- what a server hands over

interface Bindings {
  readonly KEYS: { get(token: string): Promise<string | null> };
}
const worker = createFetch(
  api,
  {
    authenticate: (_request, env: Bindings, _context: { waitUntil(work: Promise<unknown>): void }) =>
      env.KEYS.get(''),
  },
  {
    'GET /contacts/:id': async (_, env) => new Response(await env.KEYS.get('')),
    'POST /contacts': (_, _env, context) => {
      context.waitUntil(Promise.resolve());
      return up();
    },
    'GET /health': up,
  },
);
declare const bindings: Bindings;
worker(new Request('https://api.example.com'), bindings, { waitUntil() {} }) satisfies Promise<Response>;
// @ts-expect-error the bindings are missing
worker(new Request('https://api.example.com'));
// @ts-expect-error nothing is handed over
handle(new Request('https://api.example.com'), bindings);

// @ts-expect-error somebody has to ask
createFetch(api, {}, { 'GET /contacts/:id': up, 'POST /contacts': up, 'GET /health': up });

// -- handlers in a file of their own, named by their table

const handlers: FetchHandlers<typeof api> = {
  'GET /contacts/:id': ({ grant, params }) => Response.json([params.id, listContacts(grant)]),
  'POST /contacts': ({ grant }) => Response.json(insertContact(grant, 'Ada')),
  'GET /health': up,
};
createFetch(api, nobody, handlers);
const forgetful: FetchHandlers<typeof api> = {
  ...handlers,
  // @ts-expect-error contacts:write is not proven
  'GET /contacts/:id': ({ grant }) => Response.json(insertContact(grant, 'Ada')),
};
createFetch(api, nobody, forgetful);

// -- modules that export functions of a request

const guard = guardRoutes(api, { authenticate: () => '' });
type Named = [Expect<Equal<typeof guard, FetchGuard<typeof api>>>];

// Next.js
interface NextContext {
  readonly params: Promise<{ id: string }>;
}
const GET = guard.route('GET /contacts/:id', async ({ grant, params, request }, context: NextContext) => {
  type Given = [
    Expect<Equal<typeof grant, GrantOf<Atender, 'contacts:read'>>>,
    Expect<Equal<typeof params, { readonly id: string }>>,
    Expect<Equal<typeof request, Request>>,
  ];
  return Response.json([listContacts(grant), (await context.params).id]);
});
GET satisfies (request: Request, context: NextContext) => Promise<Response>;
const health = guard.route('GET /health', up);
health satisfies (request: Request, context: NextContext) => Promise<Response>;
health(new Request('https://api.example.com'));
guard.route('GET /contacts/:id', ({ grant, params }) => {
  // @ts-expect-error its path has no such parameter
  params.name;
  // @ts-expect-error the route proves less
  return new Response(insertContact(grant, 'Ada'));
});

// SvelteKit, React Router, Astro: one object that has the request
interface Event {
  readonly request: Request;
  readonly locals: { readonly tenant: string };
}
const shown = guard.route('GET /contacts/:id', ({ grant }, { locals }: Event) =>
  Response.json([listContacts(grant), locals.tenant]),
);
const loader = (event: Event) => shown(event.request, event);
type Loaded = [Expect<Equal<ReturnType<typeof loader>, Promise<Response>>>];
// @ts-expect-error the event is missing
shown(new Request('https://api.example.com'));

// What authenticate takes after the request, every handler gets.
const bound = guardRoutes(api, { authenticate: (_request, event: Event) => event.locals.tenant });
const owned = bound.route('GET /health', up);
owned(new Request('https://api.example.com'), {
  request: new Request('https://a.example'),
  locals: { tenant: '' },
});
// @ts-expect-error authenticate needs the event
owned(new Request('https://api.example.com'));
bound.route('GET /health', (_, event) => new Response(event.locals.tenant));
// @ts-expect-error another event than authenticate takes
bound.route('GET /health', (_, event: { readonly url: string }) => new Response(event.url));

// @ts-expect-error no such route
guard.route('GET /nowhere', up);
// @ts-expect-error no handler
guard.route('GET /health');
// @ts-expect-error no response
guard.route('GET /health', () => 'up');
// @ts-expect-error somebody has to ask
guardRoutes(api, {});

// -- without a table

const POST = requireScope(
  atender,
  atender.allOf('contacts:write', 'tags:read'),
  { authenticate: () => ({ scopes: '', principal: { id: 7 } }) },
  (context, event: Event) => {
    type Given = [Expect<Equal<keyof typeof context, 'grant' | 'principal' | 'request'>>];
    const { grant, principal } = context;
    return Response.json([listTags(grant), insertContact(grant, event.locals.tenant), principal.id]);
  },
);
const action = (event: Event) => POST(event.request, event);
type Acted = [Expect<Equal<ReturnType<typeof action>, Promise<Response>>>];
requireScope(atender, authenticated, nobody, ({ grant }) => {
  // @ts-expect-error any valid key may call it
  return Response.json(listTags(grant));
});
// @ts-expect-error no such scope
requireScope(atender, 'contacts:wirte', nobody, up);
// @ts-expect-error another vocabulary's
requireScope(atender, github.anyOf('gist', 'repo'), nobody, up);
