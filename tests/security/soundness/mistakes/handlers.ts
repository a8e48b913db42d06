// A route, or a handler on it, that gives more than the route asks.
import { authenticated, defineRoutes, mount, open } from 'scopeproof';
import {
  type Api,
  api,
  atender,
  insertContact,
  listContacts,
  listTags,
  text,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- A handler on a route that asks for less
{
  api.handler('POST /contacts', ({ grant }) => insertContact(grant)); // lawful
  api.handler('GET /contacts', ({ grant }) => insertContact(grant)); // ← TS2345
}

// -- A handler on a route that asks for something else
{
  api.handler('PUT /contacts/:id/tags', ({ grant }) => insertContact(grant)); // lawful
  api.handler('GET /tags', ({ grant }) => insertContact(grant)); // ← TS2345
}

// -- A handler on a route with alternatives
{
  api.handler('GET /search', ({ grant }) => grant.has('contacts:read') && listContacts(grant)); // lawful
  api.handler('GET /search', ({ grant }) => listContacts(grant)); // ← TS2345
}

// -- A handler on a route for anybody with a key
{
  api.handler('GET /me', ({ grant }) => String(grant)); // lawful
  api.handler('GET /me', ({ grant }) => listContacts(grant)); // ← TS2345
}

// -- A handler on a route for anybody
{
  api.handler('GET /health', ({ grant }) => String(grant)); // lawful
  api.handler('GET /health', ({ grant }) => listContacts(grant)); // ← TS2345
}

// -- A handler that says what it wants
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  interface Wanted {
    readonly grant: Writer;
    readonly params: {};
  }
  api.handler('POST /contacts', (context: Wanted) => insertContact(context.grant)); // lawful
  api.handler('GET /contacts', (context: Wanted) => insertContact(context.grant)); // ← TS2345
}

// -- A handler that says what it wants, as a method
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const desk = {
    insert(context: { readonly grant: Writer; readonly params: {} }) {
      return insertContact(context.grant);
    },
  };
  api.handler('POST /contacts', desk.insert); // lawful
  api.handler('GET /contacts', desk.insert); // ← TS2345
}

// -- A handler that is handed a grant of nothing after its context
{
  const { handle } = api.handler('GET /contacts', (_context, grant: Writer) => insertContact(grant));
  handle({ grant: writer, params: {} }, writer); // lawful
  handle({ grant: writer, params: {} }, unproven); // ← TS2345
}

// -- A handler on one of two routes
{
  const route: 'GET /contacts' | 'POST /contacts' = text === '' ? 'GET /contacts' : 'POST /contacts';
  api.handler(route, ({ grant }) => listContacts(grant)); // lawful
  api.handler(route, ({ grant }) => insertContact(grant)); // ← TS2345
}

// -- A handler on a route that a type argument names
{
  type Insert = (context: { readonly grant: Writer }) => string;
  api.handler<'POST /contacts', Insert>('POST /contacts', ({ grant }) => insertContact(grant)); // lawful
  api.handler<'GET /contacts', Insert>('GET /contacts', ({ grant }) => insertContact(grant)); // ← TS2344
}

// -- A handler that is handed a grant of nothing
{
  const { handle } = api.handler('POST /contacts', ({ grant }) => insertContact(grant));
  handle({ grant: writer, params: {} }); // lawful
  handle({ grant: unproven, params: {} }); // ← TS2322
}

// -- A handler in a list of those that ask for nothing
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const create = api.handler('POST /contacts', ({ grant }) => insertContact(grant));
  const health = api.handler('GET /health', ({ grant }) => String(grant));
  type Handle = (context: { readonly grant: Unproven; readonly params: {} }) => string;
  const genuine: Handle = health.handle; // lawful
  const forged: Handle = create.handle; // ← TS2322
}

// -- A handler in a list of methods that ask for nothing
// passes: always
// because: the parameters of methods are compared both ways; the handler itself asks again
{
  interface AnyHandler {
    handle(context: { readonly grant: Unproven; readonly params: {} }): string;
  }
  const health = api.handler('GET /health', ({ grant }) => String(grant));
  const create = api.handler('POST /contacts', ({ grant }) => insertContact(grant));
  const genuine: AnyHandler = health; // lawful
  const forged: AnyHandler = create; // ← compiles
}

// -- A route that asks for less
{
  insertContact(api.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(api.authorize(unproven, 'GET /contacts')); // ← TS2345
}

// -- A route with alternatives
{
  const found = api.authorize(unproven, 'GET /search');
  if (!found.has('contacts:read')) listTags(found); // lawful
  listTags(found); // ← TS2345
}

// -- A route for anybody with a key
{
  api.authorize(unproven, 'GET /me').has('contacts:read'); // lawful
  listContacts(api.authorize(unproven, 'GET /me')); // ← TS2345
}

// -- A route for anybody
{
  api.authorize(unproven, 'GET /health').has('contacts:read'); // lawful
  listContacts(api.authorize(unproven, 'GET /health')); // ← TS2345
}

// -- One of two routes
{
  const route: 'GET /contacts' | 'POST /contacts' = text === '' ? 'GET /contacts' : 'POST /contacts';
  listContacts(api.authorize(unproven, route)); // lawful
  insertContact(api.authorize(unproven, route)); // ← TS2345
}

// -- Any of the routes
{
  const match = api.match('POST', '/contacts');
  if (match) api.authorize(unproven, match.route).has('contacts:write'); // lawful
  if (match) insertContact(api.authorize(unproven, match.route)); // ← TS2345
}

// -- A route that is any text
{
  api.authorize(unproven, 'POST /contacts'); // lawful
  api.authorize(unproven, text); // ← TS2345
}

// -- A function over some route
{
  const ask = <Route extends 'GET /contacts' | 'POST /contacts'>(route: Route) =>
    api.authorize(unproven, route);
  insertContact(ask('POST /contacts')); // lawful
  insertContact(ask('GET /contacts')); // ← TS2345
}

// -- A requirement of any of the routes
{
  insertContact(atender.authorize(unproven, api.needs('POST /contacts'))); // lawful
  insertContact(atender.authorize(unproven, api.needs('GET /contacts'))); // ← TS2345
}

// -- A table with any number of routes
{
  const routes: Record<string, 'contacts:read'> = { 'POST /contacts': 'contacts:read' };
  const wide = defineRoutes(atender, routes);
  listContacts(wide.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(wide.authorize(unproven, 'POST /contacts')); // ← TS2345
}

// -- A table with a route of one of two requirements
{
  const route: { 'POST /contacts': 'contacts:read' | 'contacts:write' } = {
    'POST /contacts': 'contacts:read',
  };
  const wide = defineRoutes(atender, route);
  listContacts(wide.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(wide.authorize(unproven, 'POST /contacts')); // ← TS2345
}

// -- A table with a route that another takes the place of
{
  const reads: { readonly 'POST /contacts': 'contacts:read' } = { 'POST /contacts': 'contacts:read' };
  const writes: { readonly 'POST /contacts': 'contacts:write' } = { 'POST /contacts': 'contacts:write' };
  const strict = defineRoutes(atender, { ...reads, ...writes });
  const lenient = defineRoutes(atender, { ...writes, ...reads });
  insertContact(strict.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(lenient.authorize(unproven, 'POST /contacts')); // ← TS2345
}

// -- A table with a route that a mounted surface takes the place of
{
  const writes: { readonly 'GET /contacts/*': 'contacts:write' } = { 'GET /contacts/*': 'contacts:write' };
  const mounted = mount(atender, '/contacts', 'contacts');
  const strict = defineRoutes(atender, { ...mounted, ...writes });
  const lenient = defineRoutes(atender, { ...writes, ...mounted });
  insertContact(strict.authorize(unproven, 'GET /contacts/*')); // lawful
  insertContact(lenient.authorize(unproven, 'GET /contacts/*')); // ← TS2345
}

// -- A table with routes of which its type knows nothing
// passes: always
// because: a type does not know all properties of its values
{
  const unknown: {} = { 'POST /contacts': 'contacts:read' };
  const table = defineRoutes(atender, { 'POST /contacts': 'contacts:write', ...unknown });
  insertContact(api.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(table.authorize(unproven, 'POST /contacts')); // ← compiles
}

// -- A table in the place of another
{
  const lenient = defineRoutes(atender, { 'POST /contacts': open });
  const strict = defineRoutes(atender, { 'POST /contacts': 'contacts:write' });
  let table = strict;
  table = defineRoutes(atender, { 'POST /contacts': 'contacts:write' }); // lawful
  table = lenient; // ← TS2719
}

// -- A table with fewer routes in the place of one with more
{
  const genuine: Api = api; // lawful
  const forged: Api = defineRoutes(atender, { 'GET /me': authenticated }); // ← TS2719
}

// -- A table whose check always says yes
{
  const genuine: Pick<Api, 'check'> = api; // lawful
  const forged: Pick<Api, 'check'> = { check: (grant: Unproven) => ({ ok: true, grant }) }; // ← TS2322
}
