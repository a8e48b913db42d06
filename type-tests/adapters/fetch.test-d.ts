import { defineRoutes, type Grant, type GrantOf, open } from 'scopeproof';
import { createFetch, type FetchHandlers } from 'scopeproof/fetch';
import { type Atender, atender, insertContact, listContacts } from '../atender.js';
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
