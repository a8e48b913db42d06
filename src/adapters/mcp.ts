import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import type { McpServer, RegisteredTool, ToolCallback } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { AnySchema, ZodRawShapeCompat } from '@modelcontextprotocol/sdk/server/zod-compat.js';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { StoredScopes } from '../http/authenticate.js';
import { authorizationOf, bearerChallenge } from '../http/bearer.js';
import type { Refused } from '../http/decision.js';
import { assertRequirement, guardScopes, type ScopeGuard } from '../http/guard.js';
import { offlineAccess } from '../http/metadata.js';
import { areListable, type Problem } from '../http/problem.js';
import type { Refusal, RefusalOptions } from '../http/refusal.js';
import type { Grant, GrantOf, InsufficientScopeError, Requirement, ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** tool → its requirement */
export type ToolTable<V extends AnyVocabulary> = {
  readonly [tool: string]: Requirement<V['name'], ScopeOf<V>>;
};

/** The options of a guard. */
export interface ToolGuardOptions extends Omit<RefusalOptions, 'scheme'> {
  /**
   * Gives the stored scopes of the key that a request came with, or nothing; by default, the scopes of the request's
   * `AuthInfo`.
   */
  readonly authenticate?:
    | ((authInfo: AuthInfo | undefined) => StoredScopes | PromiseLike<StoredScopes>)
    | undefined;
}

/** The callback of a tool, with a grant in its `extra`. */
export type GuardedCallback<Callback, G> = Callback extends (
  ...all: [...infer Args, infer Extra]
) => infer Result
  ? (...all: [...args: Args, extra: Extra & { readonly grant: G }]) => Result
  : never;

/** A server whose tools are guarded. */
export interface GuardedServer<in out V extends AnyVocabulary, in out Table> {
  /** Does what `McpServer.registerTool` does, for a tool of the table. `extra.grant` is proof of what the tool requires. */
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
  /** The value of the `Authorization` header. It tells an invalid key from none. */
  readonly authorization?: string | null | undefined;
}

/** The guard of a tool table. {@link guardTools} makes it. */
export interface ToolGuard<in out V extends AnyVocabulary, in out Table> {
  /**
   * Guards all tools of a server that has none yet. The server then lists only the tools that the grant allows, and
   * refuses calls of the others. A tool that is not in the table is neither listed nor found.
   */
  on(server: McpServer): GuardedServer<V, Table>;

  /**
   * Gives the response to send in place of passing a request to the transport, where it calls a tool that its key does
   * not cover. The challenge names all that the key holds and what the tool requires, so a client can step up.
   */
  refusal(request: ToolRequest): Promise<Refusal | undefined>;

  /** Does the same as middleware. It stands after the middleware that parses the body and the one that sets `auth`. */
  readonly stepUp: (
    req: IncomingMessage & { readonly body?: unknown; readonly auth?: AuthInfo },
    res: ServerResponse,
    next: (error?: unknown) => void,
  ) => void;
}

/**
 * Guards the tools of an MCP server: each has its requirement.
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
  vocabulary: UntypedVocabulary,
  tools: ToolTable<AnyVocabulary>,
  { authenticate = (authInfo) => authInfo && { scopes: authInfo.scopes }, ...options }: ToolGuardOptions = {},
): object {
  const table: NeedsByTool = new Map(Object.entries(tools));
  for (const needs of table.values()) assertRequirement(vocabulary, needs);
  const guard = guardScopes(vocabulary, {
    ...options,
    authenticate: ({ authInfo }: CallerInfo) => authenticate(authInfo),
  });
  const refusal = createStepUpRefusal(vocabulary, table, guard, options);
  return {
    on(server: McpServer): object {
      const untyped = server as unknown as UntypedServer;
      guardHandlers(untyped.server, (handle) => guardedHandle(table, guard, handle));
      return { registerTool: guardedRegistration(vocabulary, table, untyped) };
    },
    refusal,
    stepUp: createStepUp(refusal),
  };
}

// A vocabulary and a server as a guard uses them, without the types of their scopes and schemas.
interface UntypedVocabulary extends AnyVocabulary {
  readonly scopes: readonly string[];
  parse(stored: string): { readonly grant: unknown };
  check(grant: unknown, requirement: unknown): { readonly error?: InsufficientScopeError };
  authorize(grant: unknown, requirement: unknown): unknown;
}
interface CallerInfo {
  readonly authInfo: AuthInfo | undefined;
}
type NeedsByTool = ReadonlyMap<unknown, Requirement<string, string>>;
type UntypedGuard = ScopeGuard<UntypedVocabulary, CallerInfo>;
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
type RegisterTool = (name: string, config: unknown, callback: Callback) => unknown;
interface RequestHandlers {
  assertCanSetRequestHandler(method: string): void;
  setRequestHandler(schema: unknown, handle: Handle): void;
}
interface UntypedServer {
  readonly server: RequestHandlers;
  registerTool: RegisterTool;
}

/** Puts a guard around every handler that a server gets from now on. The guard decides at each request. */
const guardHandlers = (server: RequestHandlers, guarded: (handle: Handle) => Handle): void => {
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

/** Wraps a server's handler: refuses calls that the grant does not allow, and lists only the tools that it allows. */
const guardedHandle =
  (table: NeedsByTool, guard: UntypedGuard, handle: Handle): Handle =>
  async (request, extra) => {
    const { authInfo, requestInfo } = extra;
    const caller = { request: { authInfo }, authorization: requestInfo && authorizationOf(requestInfo) };
    if (request.method === 'tools/call') {
      const { name } = request.params as { name: string };
      const needs = table.get(name);
      if (needs === undefined) throw rpcError(invalidParams, `Tool ${name} not found`);
      const decision = await guard.check(caller, needs);
      if (!decision.ok) throw rpcError(forbidden, decision.refusal.body.detail, decision.refusal.body);
      return handle(request, { ...extra, grant: decision.grant });
    }
    const result = await handle(request, extra);
    if (request.method !== 'tools/list') return result;
    const listed: Tool[] = [];
    for (const tool of (result as { tools: readonly Tool[] }).tools) {
      const needs = table.get(tool.name);
      if (needs !== undefined && (await guard.check(caller, needs)).ok) listed.push(tool);
    }
    return { ...(result as object), tools: listed };
  };

const guardedRegistration =
  (vocabulary: UntypedVocabulary, table: NeedsByTool, server: UntypedServer): RegisterTool =>
  (name, config, callback) => {
    const needs = table.get(name);
    if (needs === undefined) throw new TypeError(`no such tool: ${name}`);
    return server.registerTool(name, config, (...all) => {
      // Checked again: a dispatcher that lost the grant may have lost the check as well.
      vocabulary.authorize((all.at(-1) as Extra).grant, needs);
      return callback(...all);
    });
  };

type RefusalFor = (request: ToolRequest) => Promise<Refusal | undefined>;

/** Makes the `refusal` of a guard. */
const createStepUpRefusal =
  (
    vocabulary: UntypedVocabulary,
    table: NeedsByTool,
    guard: UntypedGuard,
    options: RefusalOptions,
  ): RefusalFor =>
  async ({ body, authInfo, authorization }) => {
    const caller = { request: { authInfo }, authorization };
    for (const tool of toolsCalledBy(body)) {
      const needs = table.get(tool);
      if (needs === undefined) continue; // the server will not find it
      const decision = await guard.check(caller, needs);
      if (decision.ok) continue;
      const isInvalid = decision.refusal === guard.refuse.invalidToken;
      return withStepUpChallenge(vocabulary, decision, needs, { ...options, isInvalid });
    }
    return undefined;
  };

/**
 * Makes the challenge name the scopes that the tool requires, and the held ones too: a token with only the missing ones
 * would lack them.
 */
const withStepUpChallenge = (
  vocabulary: UntypedVocabulary,
  { refusal, error }: Refused,
  needs: unknown,
  { isInvalid, ...options }: RefusalOptions & { readonly isInvalid: boolean },
): Refusal => {
  if (options.disclose === false) return refusal;
  const lacking = error ?? vocabulary.check(vocabulary.parse('').grant, needs).error;
  const union = new Set([...(lacking?.held ?? []), ...(lacking?.missing ?? [])]);
  const scope = vocabulary.scopes.filter((name) => union.has(name) && name !== offlineAccess);
  if (!areListable(scope)) return refusal;
  const code = error ? 'insufficient_scope' : isInvalid ? 'invalid_token' : undefined;
  const challenge = bearerChallenge({ ...options, error: code, scope });
  return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': challenge } };
};

const createStepUp =
  (refusalFor: RefusalFor): ToolGuard<AnyVocabulary, object>['stepUp'] =>
  async (req, res, next) => {
    const { method, body, auth: authInfo, headers } = req;
    if (method === 'POST' && body === undefined)
      return next(new TypeError('stepUp belongs after the middleware that parses the body'));
    try {
      const refused = await refusalFor({ body, authInfo, authorization: headers.authorization });
      if (refused) res.writeHead(refused.status, refused.headers).end(JSON.stringify(refused.body));
      else next();
    } catch (error) {
      next(error);
    }
  };

/** Gives the names of the tools that some JSON-RPC messages call. */
const toolsCalledBy = (body: unknown): unknown[] =>
  [body].flat().flatMap((message) => {
    const { method, params } = new Object(message) as { method?: unknown; params?: unknown };
    return method === 'tools/call' ? [(new Object(params) as { name?: unknown }).name] : [];
  });

/** Codes of JSON-RPC 2.0 §5.1: the first is its own, the second is one of those that it leaves to servers. */
const invalidParams = -32602;
const forbidden = -32003;

/** Makes an error that the server answers with its code and data. */
const rpcError = (code: number, message: string, data?: Problem): Error =>
  Object.assign(new Error(message), { code, data });
