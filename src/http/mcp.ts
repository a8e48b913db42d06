import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { McpServer, RegisteredTool, ToolCallback } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { AnySchema, ZodRawShapeCompat } from '@modelcontextprotocol/sdk/server/zod-compat.js';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { Grant, GrantOf, Requirement, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary.js';
import { authorizationOf, bearerChallenge } from './challenge.js';
import type { Refused, StoredScopes } from './decide.js';
import { assertRequirement, guardScopes } from './guard.js';
import type { Problem } from './problem.js';
import type { Refusal, RefusalOptions } from './refusal.js';

/** tool → what it needs */
export type ToolTable<V extends AnyVocabulary> = {
  readonly [tool: string]: Requirement<V['name'], ScopeOf<V>>;
};

/** How tools are guarded. */
export interface ToolGuardOptions extends RefusalOptions {
  /**
   * Who asks: the stored scopes of the key that a request came with, or nothing. Unless it is given, they are the scopes
   * of the `AuthInfo` that the server was handed with the request.
   */
  readonly authenticate?:
    | ((authInfo: AuthInfo | undefined) => StoredScopes | PromiseLike<StoredScopes>)
    | undefined;
}

/** The callback of a tool, its `extra` with a grant. */
export type GuardedCallback<Callback, G> = Callback extends (
  ...all: [...infer Args, infer Extra]
) => infer Result
  ? (...all: [...args: Args, extra: Extra & { readonly grant: G }]) => Result
  : never;

/** A server whose tools are guarded. */
export interface GuardedServer<in out V extends AnyVocabulary, in out Table> {
  /** The same as `McpServer.registerTool`, for a tool of the table: `extra.grant` is proof of what it needs. */
  registerTool<
    const Name extends keyof Table & string,
    Output extends ZodRawShapeCompat | AnySchema,
    Input extends ZodRawShapeCompat | AnySchema | undefined = undefined,
  >(
    name: Name,
    config: {
      title?: string;
      description?: string;
      inputSchema?: Input;
      outputSchema?: Output;
      annotations?: ToolAnnotations;
      _meta?: Record<string, unknown>;
    },
    callback: GuardedCallback<ToolCallback<Input>, GrantOf<V, Table[Name]>>,
  ): RegisteredTool;
}

/** A request that may call a tool. */
export interface ToolRequest {
  /** The JSON-RPC message or messages, parsed. */
  readonly body: unknown;
  readonly authInfo: AuthInfo | undefined;
  /** The value of the `Authorization` header, to tell an invalid key from none. */
  readonly authorization?: string | null | undefined;
}

/** What {@link guardTools} gives. */
export interface ToolGuard<in out V extends AnyVocabulary, in out Table> {
  /**
   * Guards all tools of a server that has none yet: it lists those that the grant allows, and refuses calls of any other.
   * A tool that is not in the table is neither listed nor found.
   */
  on(server: McpServer): GuardedServer<V, Table>;

  /**
   * The response to send instead of handing a request to the transport, where it calls a tool that its key does not
   * cover. The challenge names all that the key holds and what the tool needs: to step up is to ask for that.
   */
  refusal(request: ToolRequest): Promise<Refusal | undefined>;

  /** The same as middleware, behind what parses the body and what sets `auth`. */
  readonly stepUp: (
    req: IncomingMessage & { readonly body?: unknown; readonly auth?: AuthInfo },
    res: ServerResponse,
    next: (error?: unknown) => void,
  ) => void;
}

/**
 * Guards the tools of an MCP server by what each of them needs.
 *
 * @throws TypeError for a requirement of another vocabulary.
 *
 * @example
 * ```ts
 * import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
 * import { defineScopes } from 'scopeproof';
 * import { guardTools } from 'scopeproof/mcp';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const guard = guardTools(atender, { list_tags: 'tags:read' });
 *
 * const server = new McpServer({ name: 'atender', version: '1.0.0' });
 * guard.on(server).registerTool('list_tags', { description: 'All tags' }, ({ grant }) => ({
 *   content: [{ type: 'text', text: `what ${grant} may see` }],
 * }));
 * ```
 */
export function guardTools<V extends AnyVocabulary, const Table extends ToolTable<V>>(
  vocabulary: V,
  tools: Table,
  options?: ToolGuardOptions,
): ToolGuard<V, Table>;
export function guardTools(
  vocabulary: VocabularyBehind,
  tools: ToolTable<AnyVocabulary>,
  { authenticate = (authInfo) => authInfo?.scopes, ...options }: ToolGuardOptions = {},
): object {
  const table = new Map<unknown, Requirement<string, string>>(Object.entries(tools));
  for (const needs of table.values()) assertRequirement(vocabulary, needs);
  const guard = guardScopes(vocabulary, {
    ...options,
    authenticate: ({ authInfo }: { authInfo: AuthInfo | undefined }) => authenticate(authInfo),
  });

  /** Does what a server does with a request, as far as the grant allows it. */
  const guarded =
    (handle: Handle): Handle =>
    async (request, extra) => {
      const { authInfo, requestInfo } = extra;
      const asked = { request: { authInfo }, authorization: requestInfo && authorizationOf(requestInfo) };
      if (request.method === 'tools/call') {
        const { name } = request.params as { name: string };
        const needs = table.get(name);
        if (needs === undefined) throw rpcError(invalidParams, `Tool ${name} not found`);
        const decision = await guard.check(asked, needs);
        if (!decision.ok) throw rpcError(forbidden, decision.refusal.body.detail, decision.refusal.body);
        return handle(request, { ...extra, grant: decision.grant });
      }
      const result = await handle(request, extra);
      if (request.method !== 'tools/list') return result;
      const listed: Tool[] = [];
      for (const tool of (result as { tools: readonly Tool[] }).tools) {
        const needs = table.get(tool.name);
        if (needs !== undefined && (await guard.check(asked, needs)).ok) listed.push(tool);
      }
      return { ...(result as object), tools: listed };
    };

  /** The refusal, its challenge asking for what is held as well, or else the new token would lack it. */
  const steppedUp = ({ refusal, error }: Refused): Refusal => {
    if (!error) return refusal;
    const union = new Set([...error.held, ...error.missing]);
    const scope = vocabulary.scopes.filter((name) => union.has(name));
    const challenge = bearerChallenge({ ...options, error: 'insufficient_scope', scope });
    return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': challenge } };
  };

  const refusal = async ({ body, authInfo, authorization }: ToolRequest): Promise<Refusal | undefined> => {
    const asked = { request: { authInfo }, authorization };
    for (const tool of calledBy(body)) {
      const needs = table.get(tool);
      if (needs === undefined) continue; // the server will not find it
      const decision = await guard.check(asked, needs);
      if (!decision.ok) return steppedUp(decision);
    }
    return undefined;
  };

  return {
    on(server: McpServer): object {
      const behind = server as unknown as ServerBehind;
      guardHandlers(behind.server, guarded);
      return {
        registerTool(name: string, config: unknown, callback: Callback): unknown {
          const needs = table.get(name);
          if (needs === undefined) throw new TypeError(`no such tool: ${name}`);
          return behind.registerTool(name, config, (...all) => {
            // A dispatcher that lost the grant on the way may have lost the check as well.
            vocabulary.authorize((all.at(-1) as Extra).grant, needs);
            return callback(...all);
          });
        },
      };
    },

    refusal,

    stepUp: (async (req, res, next) => {
      const { method, body, auth: authInfo, headers } = req;
      if (method === 'POST' && body === undefined)
        return next(new TypeError('stepUp belongs behind what parses the body'));
      try {
        const refused = await refusal({ body, authInfo, authorization: headers.authorization });
        if (refused) res.writeHead(refused.status, refused.headers).end(JSON.stringify(refused.body));
        else next();
      } catch (error) {
        next(error);
      }
    }) satisfies ToolGuard<AnyVocabulary, object>['stepUp'],
  };
}

// What a guard needs of a vocabulary and of a server, without the types of their scopes and schemas.
interface VocabularyBehind extends AnyVocabulary {
  readonly scopes: readonly string[];
  authorize(grant: unknown, requirement: unknown): unknown;
}
interface Extra {
  readonly authInfo?: AuthInfo;
  readonly requestInfo?: { readonly headers: { readonly authorization?: string } };
  readonly grant?: Grant<string, never>;
}
interface Tool {
  readonly name: string;
}
type Handle = (request: { readonly method: string; readonly params?: unknown }, extra: Extra) => unknown;
type Callback = (...all: readonly unknown[]) => unknown;
interface HandlersBehind {
  assertCanSetRequestHandler(method: string): void;
  setRequestHandler(schema: unknown, handle: Handle): void;
}
interface ServerBehind {
  readonly server: HandlersBehind;
  registerTool(name: string, config: unknown, callback: Callback): unknown;
}

/** Puts a guard around every handler that a server is given from now on: which requests are whose, it asks each time. */
const guardHandlers = (server: HandlersBehind, guarded: (handle: Handle) => Handle): void => {
  try {
    for (const method of ['tools/list', 'tools/call']) server.assertCanSetRequestHandler(method);
  } catch (cause) {
    throw new TypeError('a server is guarded before it has tools, and declares none in its capabilities', {
      cause,
    });
  }
  const set = server.setRequestHandler.bind(server);
  server.setRequestHandler = (schema, handle) => set(schema, guarded(handle));
};

/** The names of the tools that some JSON-RPC messages call. */
const calledBy = (body: unknown): unknown[] =>
  [body].flat().flatMap((message) => {
    const { method, params } = new Object(message) as { method?: unknown; params?: unknown };
    return method === 'tools/call' ? [(new Object(params) as { name?: unknown }).name] : [];
  });

/** JSON-RPC 2.0 §5.1: the one its own, the other one of those that it leaves to servers. */
const invalidParams = -32602;
const forbidden = -32003;

/** An error that the server answers with, code and all. */
const rpcError = (code: number, message: string, data?: Problem): Error =>
  Object.assign(new Error(message), { code, data });
