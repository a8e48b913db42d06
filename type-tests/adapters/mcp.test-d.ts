import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { authenticated, type Grant, type GrantOf, open } from 'scopeproof';
import type { CustomRefusal, Refusal } from 'scopeproof/http';
import { type GuardedServer, guardTools, type ToolGuard } from 'scopeproof/mcp';
import { z } from 'zod';
import { type Atender, atender, github, insertContact, listContacts, listTags } from '../atender.js';
import type { Equal, Expect, IsAny } from '../expect.js';

const guard = guardTools(atender, {
  list_contacts: 'contacts:read',
  create_contact: 'contacts:write',
  tag_contact: atender.allOf('contacts:write', 'tags:read'),
  search: atender.anyOf('contacts:write', 'tags:read'),
  me: authenticated,
  ping: open,
});
const server = new McpServer({ name: 'atender', version: '1.0.0' });
const guarded = guard.on(server);
const said = (text: string) => ({ content: [{ type: 'text' as const, text }] });

// -- what a tool is given

guarded.registerTool('list_contacts', { description: 'all contacts' }, ({ grant }) =>
  said(listContacts(grant).join()),
);
const registered = guarded.registerTool(
  'create_contact',
  { title: 'Create', inputSchema: { name: z.string(), age: z.number().optional() } },
  async ({ name, age }, extra) => {
    type _ = [
      Expect<Equal<typeof name, string>>,
      Expect<Equal<typeof age, number | undefined>>,
      Expect<Equal<typeof extra.grant, GrantOf<Atender, 'contacts:write'>>>,
      Expect<Equal<typeof extra.authInfo, AuthInfo | undefined>>,
      Expect<Equal<IsAny<typeof extra>, false>>,
    ];
    await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data: 1 } });
    return said(insertContact(extra.grant, name));
  },
);
registered.disable();
guarded.registerTool(
  'create_contact',
  { inputSchema: z.object({ name: z.string() }), outputSchema: { length: z.number() } },
  ({ name }, { grant }) => ({
    ...said(insertContact(grant, name)),
    structuredContent: { length: name.length },
  }),
);
guarded.registerTool('tag_contact', {}, ({ grant }) => said(listTags(grant) + insertContact(grant, 'Ada')));
guarded.registerTool('search', {}, ({ grant }) =>
  said(grant.has('contacts:write') ? insertContact(grant, 'Ada') : listTags(grant).join()),
);
guarded.registerTool('me', {}, ({ grant }) => {
  type _ = [Expect<Equal<typeof grant, Grant<'atender', never>>>];
  return said(String(grant));
});
guarded.registerTool('ping', {}, () => said('pong'));

// -- what is refused

// @ts-expect-error contacts:write is not proven
guarded.registerTool('list_contacts', {}, ({ grant }) => said(insertContact(grant, 'Ada')));
// @ts-expect-error either is not both
guarded.registerTool('search', {}, ({ grant }) => said(insertContact(grant, 'Ada')));
// @ts-expect-error nothing was guarded
server.registerTool('list_contacts', {}, (extra) => said(listContacts(extra.grant).join()));
// @ts-expect-error no such tool
guarded.registerTool('list_secrets', {}, () => said(''));
// @ts-expect-error it takes a name
guarded.registerTool('create_contact', { inputSchema: { name: z.string() } }, ({ nam }) => said(nam));
// @ts-expect-error a tool answers with content
guarded.registerTool('ping', {}, () => ({ content: 'pong' }));
// @ts-expect-error no such scope
guardTools(atender, { list_contacts: 'contacts:reed' });
// @ts-expect-error a bare array could mean all or any
guardTools(atender, { list_contacts: ['contacts:read'] });
// @ts-expect-error a requirement of another vocabulary
guardTools(atender, { list_contacts: github.allOf('gist') });
// @ts-expect-error stored scopes are strings
guardTools(atender, {}, { authenticate: () => 7 });
// @ts-expect-error not a server
guard.on(guard);

// -- over HTTP

declare const req: IncomingMessage;
declare const res: ServerResponse;
guard.stepUp(req, res, () => {});
guard.stepUp(Object.assign(req, { body: {} as unknown, auth: {} as AuthInfo }), res, () => {});
// @ts-expect-error nobody knows who asks
guard.refusal({ body: {} });
const refusal = guard.refusal({ body: {}, authInfo: undefined });

// -- the options: each function gets what `authenticate` gets

const formed = guardTools(
  atender,
  { ping: open },
  {
    stored: 'json',
    onUnknown: (scopes, authInfo) => [scopes.join(), authInfo?.token],
    onDeprecated: (scopes, authInfo) => [scopes.join(), authInfo?.token],
    onRefusal: ({ tool, refusal, error }, authInfo) => {
      type _ = [Expect<Equal<typeof tool, string>>, Expect<Equal<typeof authInfo, AuthInfo | undefined>>];
      return [refusal.status, error?.missing];
    },
    refusal: ({ status, headers, body }) => ({ status, headers, body: { error: body.title } }),
  },
);
const own = formed.refusal({ body: {}, authInfo: undefined });
type Own = { status: 401 | 403 | 404; headers: Readonly<Record<string, string>>; body: { error: string } };
declare const unknownForm: (refusal: Refusal) => CustomRefusal;
const form = guardTools(atender, {}, { refusal: unknownForm }).refusal({ body: {}, authInfo: undefined });
// @ts-expect-error `extra.grant` is proof, so a refusal is always enforced
guardTools(atender, {}, { enforce: false });
// @ts-expect-error a refusal has a status
guardTools(atender, {}, { refusal: () => ({ headers: {}, body: '' }) });

// -- parity

guarded.assertParity();
guarded.assertParity({ onMismatch: ({ unlisted, unhandled }) => [...unlisted, ...unhandled] });

type Tools = { readonly ping: typeof open };
type _ = [
  Expect<Equal<typeof refusal, Promise<Refusal | undefined>>>,
  Expect<Equal<typeof own, Promise<Own | undefined>>>,
  Expect<Equal<typeof form, Promise<CustomRefusal | undefined>>>,
  Expect<Equal<ReturnType<ToolGuard<Atender, Tools>['on']>, GuardedServer<Atender, Tools>>>,
];
