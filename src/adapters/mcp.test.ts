import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import express, { type Express, type RequestHandler } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { atender } from '../../tests/support/atender.js';
import { bearerToken } from '../http/bearer.js';
import { metadataUrl, protectedResourceMetadata } from '../http/metadata.js';
import { ParityError } from '../http/parity.js';
import { authenticated, defineScopes, type Grant, InsufficientScopeError, open } from '../index.js';
import { guardTools, type ToolGuardOptions } from './mcp.js';

const tools = {
  list_contacts: 'contacts:read',
  create_contact: 'contacts:write',
  tag_contact: atender.allOf('contacts:write', 'tags:read'),
  search: atender.anyOf('knowledge:read', atender.allOf('contacts:read', 'tags:read')),
  me: authenticated,
  ping: open,
  not_registered: 'contacts:read',
} as const;
const guardWith = (options?: ToolGuardOptions) => guardTools(atender, tools, options);

const keys = new Map<string, readonly string[]>([
  ['nothing', []],
  ['reader', ['contacts:read']],
  ['writer', ['contacts:write']],
  ['writer-and-tagger', ['contacts:write', 'tags:read']],
  ['basic', atender.bundle('basic')],
  ['librarian', ['knowledge:read']],
  ['misspelt', ['contacts:raed', '*', 'basic']],
  ['renamed', ['people:read']],
]);
const authInfoOf = (token: string): AuthInfo | undefined => {
  const scopes = keys.get(token);
  return scopes && { token, clientId: token, scopes: [...scopes] };
};

const said = (text: string) => ({ content: [{ type: 'text' as const, text }] });
const granted = ({ grant }: { readonly grant: Grant<'atender', never> }) => said(String(grant));

/** A server with all tools of the table but one, and one that the table does not list. */
const serverWith = (guard: ReturnType<typeof guardWith>): McpServer => {
  const server = new McpServer({ name: 'atender', version: '1.0.0' });
  const guarded = guard.on(server);
  guarded.registerTool('list_contacts', {}, granted);
  guarded.registerTool('create_contact', { inputSchema: { name: z.string() } }, ({ name }, { grant }) =>
    said(`${name} by ${grant}`),
  );
  guarded.registerTool('tag_contact', {}, granted);
  guarded.registerTool('search', {}, granted);
  guarded.registerTool('me', {}, granted);
  guarded.registerTool('ping', {}, granted);
  server.registerTool('secrets', {}, () => said('all of them'));
  return server;
};

// -- over HTTP

interface Running {
  readonly url: URL;
  readonly server: Server;
}
const listen = async (listener: RequestListener): Promise<Running> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`), server };
};

/** The requests that got as far as the transport. */
let delivered = 0;

const appWith = (guard: ReturnType<typeof guardWith>, ...before: RequestHandler[]): Express => {
  const app = express();
  const auth: RequestHandler = (req, _res, next) => {
    Object.assign(req, { auth: authInfoOf(bearerToken(req) ?? '') });
    next();
  };
  app.post('/mcp', express.json(), auth, ...before, async (req, res) => {
    delivered += 1;
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await serverWith(guard).connect(transport as Parameters<McpServer['connect']>[0]);
    await transport.handleRequest(req, res, req.body);
  });
  return app;
};

const clients: Client[] = [];
const clientOf = async (url: URL, token?: string, authProvider?: OAuthClientProvider): Promise<Client> => {
  const client = new Client({ name: 'tester', version: '1.0.0' });
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers },
    ...(authProvider && { authProvider }),
  });
  await client.connect(transport as Parameters<Client['connect']>[0]);
  clients.push(client);
  delivered = 0;
  return client;
};
const call = async (client: Client, name: string, args = {}): Promise<unknown> => {
  const { content } = await client.callTool({ name, arguments: args });
  return (content as { text: string }[]).map(({ text }) => text).join();
};

interface Lacking {
  readonly missing: readonly string[];
  /** What a challenge asks for: all that is held, and all that is needed. */
  readonly scope: string;
}
const nobody = 'nobody';
const notFound = 'not found';

/** What a case is called, with which token, which tool is called, and what comes of it. */
const cases: readonly [
  name: string,
  token: string | undefined,
  tool: string,
  answer: { readonly text: string } | Lacking | typeof nobody | typeof notFound,
][] = [
  ['no key', undefined, 'list_contacts', nobody],
  ['unknown', 'stranger', 'list_contacts', nobody],
  ['no scopes', 'nothing', 'list_contacts', { missing: ['contacts:read'], scope: 'contacts:read' }],
  [
    'under-scoped',
    'librarian',
    'list_contacts',
    { missing: ['contacts:read'], scope: 'knowledge:read contacts:read' },
  ],
  [
    'read for write',
    'reader',
    'create_contact',
    { missing: ['contacts:write'], scope: 'contacts:read contacts:write' },
  ],
  ['exactly scoped', 'reader', 'list_contacts', { text: 'contacts:read' }],
  ['write for read', 'writer', 'list_contacts', { text: 'contacts:write' }],
  ['with arguments', 'writer', 'create_contact', { text: 'Ada by contacts:write' }],
  ['a bundle', 'basic', 'list_contacts', { text: 'contacts:read tags:read' }],
  [
    'unknown stored scopes',
    'misspelt',
    'list_contacts',
    { missing: ['contacts:read'], scope: 'contacts:read' },
  ],
  ['a deprecated stored scope', 'renamed', 'list_contacts', { text: 'contacts:read' }],
  ['any of: the one', 'librarian', 'search', { text: 'knowledge:read' }],
  ['any of: the other', 'basic', 'search', { text: 'contacts:read tags:read' }],
  [
    'any of: neither',
    'reader',
    'search',
    { missing: ['knowledge:read'], scope: 'knowledge:read contacts:read' },
  ],
  ['all of: both', 'writer-and-tagger', 'tag_contact', { text: 'contacts:write tags:read' }],
  [
    'all of: one',
    'writer',
    'tag_contact',
    { missing: ['tags:read'], scope: 'contacts:read contacts:write tags:read' },
  ],
  ['authenticated', 'nothing', 'me', { text: '' }],
  ['authenticated, without a key', undefined, 'me', nobody],
  ['open', undefined, 'ping', { text: '' }],
  ['open, with a key that is none', 'stranger', 'ping', { text: '' }],
  ['unlisted', 'writer', 'secrets', notFound],
  ['unlisted, without a key', undefined, 'secrets', notFound],
  ['unlisted, named like a member of every object', 'writer', 'constructor', notFound],
  ['neither listed nor registered', 'writer', 'nowhere', notFound],
];

const listed: readonly [token: string | undefined, tools: readonly string[]][] = [
  [undefined, ['ping']],
  ['stranger', ['ping']],
  ['nothing', ['me', 'ping']],
  ['misspelt', ['me', 'ping']],
  ['reader', ['list_contacts', 'me', 'ping']],
  ['renamed', ['list_contacts', 'me', 'ping']],
  ['librarian', ['search', 'me', 'ping']],
  ['basic', ['list_contacts', 'search', 'me', 'ping']],
  ['writer', ['list_contacts', 'create_contact', 'me', 'ping']],
  ['writer-and-tagger', ['list_contacts', 'create_contact', 'tag_contact', 'search', 'me', 'ping']],
];

const resourceMetadata = 'https://api.example.com/.well-known/oauth-protected-resource';
const running: Running[] = [];
const start = async (app: RequestListener): Promise<URL> => {
  const server = await listen(app);
  running.push(server);
  return server.url;
};
beforeEach(() => {
  delivered = 0;
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  for (const { server } of running) server.close();
});

describe('inside the server', () => {
  let url: URL;
  beforeAll(async () => {
    url = await start(appWith(guardWith({ resourceMetadata })));
  });

  test.each(cases)('%s', async (_, token, tool, answer) => {
    const called = call(await clientOf(url, token), tool, { name: 'Ada' });
    if (typeof answer === 'object' && 'text' in answer) {
      expect(await called).toBe(answer.text);
      return;
    }
    const error = await called.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(McpError);
    if (answer === nobody)
      expect(error).toMatchObject({
        code: -32003,
        message: `MCP error -32003: ${token === undefined ? 'A key is needed.' : 'The key is not valid.'}`,
        data: { status: 401 },
      });
    else if (answer === notFound)
      expect(error).toMatchObject({
        code: ErrorCode.InvalidParams,
        message: `MCP error -32602: Tool ${tool} not found`,
        data: undefined,
      });
    else {
      const { missing } = answer;
      expect(error).toMatchObject({
        code: -32003,
        message: `MCP error -32003: The key lacks ${missing.join(', ')}.`,
        data: { status: 403, missing },
      });
    }
  });

  test.each(listed)('%s is shown %j', async (token, names) => {
    const { tools } = await (await clientOf(url, token)).listTools();
    expect(tools.map(({ name }) => name)).toEqual(names);
  });

  test('a tool that is listed and was not registered is not found, in the words of the SDK', async () => {
    const called = call(await clientOf(url, 'reader'), 'not_registered');
    expect(await called).toContain('Tool not_registered not found');
  });

  test('what a tool needs comes before what it takes', async () => {
    const called = call(await clientOf(url, 'reader'), 'create_contact', { name: 7 });
    await expect(called).rejects.toThrow('The key lacks contacts:write.');
    expect(await call(await clientOf(url, 'writer'), 'create_contact', { name: 7 })).toContain(
      'expected string',
    );
  });

  test.each(Object.keys(tools).filter((name) => !['me', 'ping'].includes(name)))(
    'refuses a key without scopes at %s',
    async (tool) => {
      await expect(call(await clientOf(url, 'nothing'), tool)).rejects.toMatchObject({ code: -32003 });
    },
  );
});

describe('before the transport', () => {
  let url: URL;
  beforeAll(async () => {
    const guard = guardWith({ realm: 'atender', resourceMetadata });
    url = await start(appWith(guard, guard.stepUp));
  });
  const rest = `resource_metadata="${resourceMetadata}"`;
  /** Calls a tool and nothing else: no client, no handshake. */
  const post = (token: string | undefined, body: unknown): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const calling = (name: unknown, id = 1) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name, arguments: { name: 'Ada' } },
  });

  test.each(cases)('%s', async (_, token, tool, answer) => {
    const response = await post(token, calling(tool));
    const { status, headers } = response;
    const body = (await response.json()) as object;
    if (answer === nobody) {
      const invalid = token === undefined ? '' : 'error="invalid_token", ';
      expect(status).toBe(401);
      const challenge = headers.get('www-authenticate') ?? '';
      // What the tool requires is named, so that a client asks for it at once.
      expect(challenge.replace(/scope="[^"]+", /, '')).toBe(`Bearer realm="atender", ${invalid}${rest}`);
      if (tool === 'create_contact') expect(challenge).toContain('scope="contacts:write", ');
    } else if (answer === notFound) {
      expect(body).toMatchObject({ error: { code: -32602, message: `Tool ${tool} not found` } });
    } else if ('text' in answer) {
      expect(body).toMatchObject({ result: { content: [{ text: answer.text }] } });
    } else {
      expect(status).toBe(403);
      expect(headers.get('www-authenticate')).toBe(
        `Bearer realm="atender", error="insufficient_scope", scope="${answer.scope}", ${rest}`,
      );
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({ status: 403, missing: answer.missing });
    }
    expect(delivered).toBe(answer === notFound || (typeof answer === 'object' && 'text' in answer) ? 1 : 0);
  });

  test('the client of the SDK gets the refusal as an error', async () => {
    const client = await clientOf(url, 'reader');
    const error = await call(client, 'create_contact', { name: 'Ada' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StreamableHTTPError);
    expect(error).toMatchObject({ code: 403 });
    expect(delivered).toBe(0);
    expect(await call(client, 'list_contacts')).toBe('contacts:read');
  });

  test('of several calls, each is asked for', async () => {
    const { status, headers } = await post('reader', [calling('list_contacts'), calling('tag_contact', 2)]);
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toContain('scope="contacts:read contacts:write tags:read"');
    expect((await post('reader', [calling('list_contacts'), calling('me', 2)])).status).toBe(200);
  });

  test.each([
    { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 1, method: 'tools/call' },
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params: null },
    calling(['create_contact']),
    calling(7),
    [null, 7, 'tools/call'],
  ])('%j is for the server to answer', async (body) => {
    await post('nothing', body);
    expect(delivered).toBe(1);
  });

  test('a request without a body passes, unless it is one that has to have it', async () => {
    const guard = guardWith();
    const app = express().use('/mcp', guard.stepUp, (_req, res) => void res.end('past'));
    const past = await start(
      app.use(
        ((error: Error, _req, res, _next) => void res.end(error.message)) as express.ErrorRequestHandler,
      ),
    );
    expect(await (await fetch(past)).text()).toBe('past');
    expect(await (await fetch(past, { method: 'POST' })).text()).toBe(
      'stepUp belongs after the middleware that parses the body',
    );
  });

  test('steps up: the client asks for what is held and what is needed', async () => {
    const app = express();
    let issuer = '';
    const guard = () => guardWith({ resourceMetadata: metadataUrl(`${issuer}/mcp`) });
    app.get('/.well-known/oauth-protected-resource/mcp', (_req, res) => {
      res.json(
        protectedResourceMetadata(atender, { resource: `${issuer}/mcp`, authorization_servers: [issuer] }),
      );
    });
    app.get('/.well-known/oauth-authorization-server', (_req, res) => {
      res.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      });
    });
    app.use((req, res, next) => appWith(guard(), guard().stepUp)(req, res, next));
    const url = await start(app);
    issuer = url.origin;

    const redirected: URL[] = [];
    let verifier = '';
    const client = await clientOf(url, undefined, {
      redirectUrl: 'http://localhost/callback',
      clientMetadata: { redirect_uris: ['http://localhost/callback'] },
      clientInformation: () => ({ client_id: 'tester' }),
      tokens: () => ({ access_token: 'reader', token_type: 'Bearer' }),
      saveTokens: () => {},
      redirectToAuthorization: (to) => void redirected.push(to),
      saveCodeVerifier: (code) => {
        verifier = code;
      },
      codeVerifier: () => verifier,
    });
    await expect(call(client, 'tag_contact')).rejects.toBeInstanceOf(UnauthorizedError);
    expect(redirected.map(({ searchParams }) => searchParams.get('scope'))).toEqual([
      'contacts:read contacts:write tags:read',
    ]);
  });
});

/** A server and its client, without a network. */
const connected = async (server: McpServer): Promise<Client> => {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'tester', version: '1.0.0' });
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  clients.push(client);
  return client;
};

describe('a guard', () => {
  test('asks whom it is told to ask', async () => {
    const asked: unknown[] = [];
    const guard = guardWith({
      authenticate: async (authInfo) => {
        asked.push(authInfo);
        return 'contacts:write tags:read';
      },
    });
    const client = await connected(serverWith(guard));
    expect(await call(client, 'tag_contact')).toBe('contacts:write tags:read');
    expect(asked).toEqual([undefined]);
    await client.listTools();
    expect(asked).toHaveLength(2);
    expect(await call(client, 'ping')).toBe('');
    expect(asked).toHaveLength(2);
  });

  test('asks again about every request', async () => {
    const authInfo = authInfoOf('reader');
    let stored: string | undefined = 'contacts:read';
    const guard = guardWith({ authenticate: () => stored });
    const body = { method: 'tools/call', params: { name: 'list_contacts' } };
    expect(await guard.refusal({ body, authInfo })).toBeUndefined();
    stored = undefined; // revoked in the meantime
    expect(await guard.refusal({ body, authInfo })).toMatchObject({ status: 401 });
  });

  test('refuses nobody where there are no headers to look at', async () => {
    const called = call(await connected(serverWith(guardWith())), 'list_contacts');
    await expect(called).rejects.toThrow('A key is needed.');
  });

  test('keeps the scopes to itself where it is told to', async () => {
    const guard = guardWith({ authenticate: () => '', disclose: false });
    const called = call(await connected(serverWith(guard)), 'list_contacts');
    const { message, data } = (await called.catch((reason: unknown) => reason)) as McpError;
    expect(message).toBe('MCP error -32003: The key lacks a scope that this needs.');
    expect(JSON.stringify(data)).not.toContain('contacts');
    const body = { method: 'tools/call', params: { name: 'list_contacts' } };
    const refused = await guard.refusal({ body, authInfo: undefined });
    expect(refused?.status).toBe(403);
    expect(JSON.stringify(refused)).not.toContain('contacts');
  });

  test('asks for what a client can step up to, within bounds', async () => {
    const areas = Array.from({ length: 300 }, (_, i) => `area${i}`);
    const wide = defineScopes('wide', {
      surfaces: { tags: ['read'] },
      scopes: ['offline_access', ...areas],
    });
    const guard = (stored: string) =>
      guardTools(wide, { list: 'tags:read' } as never, { authenticate: () => stored });
    const challengeTo = async (stored: string) => {
      const body = { method: 'tools/call', params: { name: 'list' } };
      const refused = await guard(stored).refusal({ body, authInfo: undefined });
      return refused?.headers['www-authenticate'];
    };
    expect(await challengeTo('offline_access area7')).toBe(
      'Bearer error="insufficient_scope", scope="tags:read area7"',
    );
    expect(await challengeTo(areas.join(' '))).toBe('Bearer error="insufficient_scope", scope="tags:read"');
  });

  test('passes on what authenticate throws', async () => {
    const guard = guardWith({
      authenticate: () => {
        throw new Error('the store of keys is down');
      },
    });
    const client = await connected(serverWith(guard));
    await expect(call(client, 'list_contacts')).rejects.toMatchObject({ code: ErrorCode.InternalError });
    await expect(client.listTools()).rejects.toMatchObject({ code: ErrorCode.InternalError });

    const failing = appWith(guard, guard.stepUp).use(((error: Error, _req, res, _next) => {
      res.status(500).end(error.message);
    }) as express.ErrorRequestHandler);
    const body = JSON.stringify({ method: 'tools/call', params: { name: 'list_contacts' } });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(await start(failing), { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([500, 'the store of keys is down']);
    expect(delivered).toBe(0);
  });

  test('goes by the name that a tool has when it is called', async () => {
    const guard = guardWith({ authenticate: () => 'contacts:read' });
    const server = new McpServer({ name: 'atender', version: '1.0.0' });
    const tool = guard.on(server).registerTool('list_contacts', {}, granted);
    const client = await connected(server);
    tool.update({ name: 'secrets' });
    expect((await client.listTools()).tools).toEqual([]);
    await expect(call(client, 'secrets')).rejects.toThrow('Tool secrets not found');
    tool.update({ name: 'create_contact' });
    await expect(call(client, 'create_contact')).rejects.toThrow('The key lacks contacts:write.');
  });

  test.each([
    [true, 'The key lacks contacts:write.'],
    [false, 'The key lacks a scope that this needs.'],
  ])('lets no tool run with less than it was registered for, disclose: %s', async (disclose, text) => {
    const guard = guardWith({ authenticate: () => 'contacts:read', disclose });
    const server = new McpServer({ name: 'atender', version: '1.0.0' });
    const tool = guard.on(server).registerTool('create_contact', {}, granted);
    tool.update({ name: 'list_contacts' });
    expect(await call(await connected(server), 'list_contacts')).toBe(text);
    const handler = tool.handler as (extra: object) => unknown;
    expect(() => handler({})).toThrow(
      new TypeError('not a grant of this vocabulary in this copy of scopeproof'),
    );
  });

  test('guards what handles requests later on as well', async () => {
    const server = serverWith(guardWith({ authenticate: () => 'contacts:read' }));
    const method = z.literal('tools/call');
    const params = z.object({ name: z.string() });
    server.server.setRequestHandler(z.object({ method, params }), () => said('anything'));
    const client = await connected(server);
    expect(await call(client, 'list_contacts')).toBe('anything');
    await expect(call(client, 'create_contact')).rejects.toThrow('The key lacks contacts:write.');
  });

  test('leaves alone what is not about tools', async () => {
    const server = serverWith(guardWith());
    server.registerResource('about', 'about:us', {}, () => ({ contents: [{ uri: 'about:us', text: 'us' }] }));
    const client = await connected(server);
    expect((await client.readResource({ uri: 'about:us' })).contents).toEqual([
      { uri: 'about:us', text: 'us' },
    ]);
  });

  test('is put on a server before its tools', () => {
    const late = new McpServer({ name: 'atender', version: '1.0.0' });
    late.registerTool('secrets', {}, () => said('all of them'));
    const declared = new McpServer({ name: 'atender', version: '1.0.0' }, { capabilities: { tools: {} } });
    for (const server of [late, declared])
      expect(() => guardWith().on(server)).toThrow('a server is guarded before it has tools');
  });

  test('is not made of what is no requirement, nor a tool of what it does not list', () => {
    for (const wrong of ['contacts:reed', ['contacts:read'], undefined])
      expect(() => guardTools(atender, { list_contacts: wrong as never })).toThrow(TypeError);
    const guarded = guardWith().on(new McpServer({ name: 'atender', version: '1.0.0' }));
    for (const name of ['secrets', 'constructor'])
      expect(() => guarded.registerTool(name as 'me', {}, granted)).toThrow(`no such tool: ${name}`);
  });
});

describe('an option', () => {
  const body = (...names: string[]) => names.map((name) => ({ method: 'tools/call', params: { name } }));
  const reader = authInfoOf('reader');
  const stranger = undefined;

  test.each([
    ['["contacts:read"', -32003],
    ['{"scopes":["contacts:read"]}', -32003],
    ['["contacts:read","gone"]', undefined],
  ])('stored: JSON is read from %s, and onUnknown learns what is wrong with it', async (scopes, code) => {
    const onUnknown = vi.fn();
    const guard = guardWith({ authenticate: () => scopes, stored: 'json', onUnknown });
    const called = call(await connected(serverWith(guard)), 'list_contacts');
    if (code) await expect(called).rejects.toMatchObject({ code });
    else expect(await called).toBe('contacts:read');
    expect(onUnknown).toHaveBeenCalledExactlyOnceWith([code ? scopes : 'gone'], undefined);
  });

  test('onDeprecated: learns of deprecated scopes, with the key that has them', async () => {
    const onDeprecated = vi.fn();
    const renamed = authInfoOf('renamed');
    expect(
      await guardWith({ onDeprecated }).refusal({ body: body('list_contacts'), authInfo: renamed }),
    ).toBe(undefined);
    expect(onDeprecated).toHaveBeenCalledExactlyOnceWith(['people:read'], renamed);
  });

  test('onUnknown: without it, one warning in development, whoever asks first', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const guard = guardWith({ authenticate: () => 'contacts:raed' });
    await guard.refusal({ body: body('list_contacts'), authInfo: stranger });
    const client = await connected(serverWith(guard));
    await client.listTools();
    await expect(call(client, 'list_contacts')).rejects.toMatchObject({ code: -32003 });
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('"contacts:raed"'));
    warn.mockRestore();
  });

  test('onRefusal: learns of each refused call, and not of what a list leaves out', async () => {
    const onRefusal = vi.fn();
    const guard = guardWith({ authenticate: () => 'contacts:read', onRefusal });
    const client = await connected(serverWith(guard));
    await client.listTools();
    expect(await call(client, 'list_contacts')).toBe('contacts:read');
    expect(onRefusal).not.toHaveBeenCalled();
    for (const tool of ['tag_contact', 'secrets', 'constructor'])
      await expect(call(client, tool)).rejects.toBeInstanceOf(McpError);
    const error = expect.any(InsufficientScopeError);
    const refusal = (status: number) => expect.objectContaining({ status });
    expect(onRefusal.mock.calls).toEqual([
      [{ tool: 'tag_contact', refusal: refusal(403), error }, undefined],
      [{ tool: 'secrets', refusal: refusal(404), error: undefined }, undefined],
      [{ tool: 'constructor', refusal: refusal(404), error: undefined }, undefined],
    ]);
  });

  test('onRefusal: learns once of what stepUp answers, as it answers it', async () => {
    const onRefusal = vi.fn();
    const guard = guardWith({ onRefusal });
    const refused = await guard.refusal({
      body: body('list_contacts', 'tag_contact', 'create_contact'),
      authInfo: reader,
    });
    const error = expect.any(InsufficientScopeError);
    expect(onRefusal).toHaveBeenCalledExactlyOnceWith(
      { tool: 'tag_contact', refusal: refused, error },
      reader,
    );
    expect(refused?.headers['www-authenticate']).toContain('scope="contacts:read contacts:write tags:read"');
    await guard.refusal({ body: body('list_contacts', 'secrets'), authInfo: reader });
    expect(onRefusal).toHaveBeenCalledOnce();
    await guard.refusal({ body: body('list_contacts'), authInfo: stranger });
    expect(onRefusal.mock.lastCall?.[0]).toMatchObject({ tool: 'list_contacts', error: undefined });
  });

  test('onRefusal: lets nothing pass where it throws', async () => {
    const onRefusal = () => {
      throw new Error('the log is full');
    };
    const guard = guardWith({ onRefusal });
    await expect(call(await connected(serverWith(guard)), 'list_contacts')).rejects.toThrow(
      'the log is full',
    );
    await expect(guard.refusal({ body: body('list_contacts'), authInfo: stranger })).rejects.toThrow(
      'the log is full',
    );
  });

  test('refusal: gives what stepUp answers its form, and leaves the errors of the server alone', async () => {
    const guard = guardTools(atender, tools, {
      refusal: ({ status, headers, body }, authInfo) => ({
        status: status === 403 ? 404 : status,
        headers: { ...headers, 'content-type': 'text/plain' },
        body: `${authInfo?.clientId}: ${body.title}`,
      }),
    });
    const url = await start(appWith(guard as ReturnType<typeof guardWith>, guard.stepUp));
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer reader' },
      body: JSON.stringify(body('tag_contact')),
    });
    expect([response.status, await response.text()]).toEqual([404, 'reader: Insufficient scope']);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('www-authenticate')).toContain(
      'scope="contacts:read contacts:write tags:read"',
    );
    expect(delivered).toBe(0);
    const called = call(await connected(serverWith(guard as ReturnType<typeof guardWith>)), 'list_contacts');
    await expect(called).rejects.toMatchObject({ code: -32003, data: { title: 'Unauthorized' } });
  });

  test('none comes from a polluted prototype', async () => {
    const polluted = { onRefusal: vi.fn(), refusal: () => undefined, realm: 'polluted', disclose: false };
    Object.assign(Object.prototype, polluted);
    try {
      const refused = await guardWith({}).refusal({ body: body('tag_contact'), authInfo: reader });
      expect(refused?.headers['www-authenticate']).toBe(
        'Bearer error="insufficient_scope", scope="contacts:read contacts:write tags:read"',
      );
    } finally {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    }
    expect(polluted.onRefusal).not.toHaveBeenCalled();
  });
});

describe('parity', () => {
  const small = guardTools(atender, { list_contacts: 'contacts:read', ping: open });
  const create = () => new McpServer({ name: 'atender', version: '1.0.0' });

  test('of a server without tools', () => {
    const guarded = small.on(create());
    expect(() => guarded.assertParity()).toThrow(ParityError);
    expect(() => guarded.assertParity()).toThrow(
      'the table lists tools that the server has no handler for: list_contacts, ping',
    );
    expect(guardTools(atender, {}).on(create()).assertParity()).toBeUndefined();
  });

  test('names what either side lacks', () => {
    const server = create();
    const guarded = small.on(server);
    guarded.registerTool('ping', {}, granted);
    server.registerTool('secrets', {}, () => said('all of them'));
    server.registerTool('ping2', {}, () => said('all of them'));
    expect(() => guarded.assertParity()).toThrow(
      'the server has tools that the table does not list: secrets, ping2; ' +
        'the table lists tools that the server has no handler for: list_contacts',
    );
    const onMismatch = vi.fn();
    guarded.assertParity({ onMismatch });
    expect(onMismatch.mock.lastCall?.[0]).toMatchObject({
      name: 'ParityError',
      unlisted: ['secrets', 'ping2'],
      unhandled: ['list_contacts'],
    });
  });

  test('goes by the tools that there are now, whoever registered them, disabled ones too', () => {
    const server = create();
    const guarded = small.on(server);
    guarded.registerTool('ping', {}, granted).disable();
    const tool = server.registerTool('list_contacts', {}, () => said('nobody'));
    expect(guarded.assertParity()).toBeUndefined();
    const hidden = server.registerTool('secrets', {}, () => said('all of them'));
    hidden.disable();
    expect(() => guarded.assertParity()).toThrow('does not list: secrets');
    hidden.remove();
    expect(guarded.assertParity()).toBeUndefined();
    tool.update({ name: 'list_people' });
    expect(() => guarded.assertParity()).toThrow('list_people; ');
  });
});
