import type { InsufficientScopeError } from '../index.js';
import type { AuthenticateResult, KeyOptions } from './authenticate.js';
import { type AnyRequest, bearerToken } from './bearer.js';
import { credentialOf, type Scheme } from './credential.js';
import { bodyText, type CustomRefusal, type Refusal, type RefusalOptions } from './refusal.js';

/** What a guard refused, or would have refused. */
export interface RefusalEvent {
  readonly refusal: Refusal;
  /** The route of the table; none where there is no table, and none for a request that the table has no route for. */
  readonly route: string | undefined;
  /** The owner of the key, as `authenticate` gave it; none where there is no valid key. */
  readonly principal: unknown;
  /** The missing scopes, where scopes are what is missing. */
  readonly error: InsufficientScopeError | undefined;
  /** Whether the request was refused; `false` where `enforce` let it pass. */
  readonly isEnforced: boolean;
}

/** The options of every guard, apart from `authenticate`. `Args` is what `authenticate` gets. */
export interface CommonOptions<Args extends readonly unknown[], Form extends CustomRefusal = CustomRefusal>
  extends RefusalOptions,
    KeyOptions<Args> {
  /** Gives a refusal the form of your API's errors. By default, its body is a problem of RFC 9457. */
  readonly refusal?: ((refusal: Refusal, ...args: Args) => Form) | undefined;
  /** Learns of each refusal. The answer waits for what it returns, and an error of it fails the request. */
  readonly onRefusal?: ((event: RefusalEvent, ...args: Args) => void) | undefined;
  /**
   * Whether a refusal is thrown, as a {@link RefusalError}, in place of being answered; false by default. Another guard,
   * or your error handler, then has the last word.
   */
  readonly throws?: boolean | undefined;
}

/** The options of the guard of a table. */
export interface TableOptions<Args extends readonly unknown[], Form extends CustomRefusal = CustomRefusal>
  extends CommonOptions<Args, Form> {
  /**
   * Whether the guard of the whole table refuses; true by default. With `false`, or for the routes that a function gives
   * `false` for, it lets pass what it would refuse, and tells `onRefusal`. The guards of routes refuse nevertheless:
   * their handlers get proof.
   */
  readonly enforce?: boolean | ((route: string | undefined) => boolean) | undefined;
}

/** A refusal that is thrown, because of the option `throws`. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  /** The status, under the names by which Express and Fastify know it. */
  readonly status: number;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: CustomRefusal;

  constructor(refusal: CustomRefusal, cause?: InsufficientScopeError) {
    super(`refused with ${refusal.status}`, cause && { cause });
    this.status = refusal.status;
    this.statusCode = refusal.status;
    this.headers = refusal.headers;
    this.refusal = refusal;
  }

  /** Makes the response to send. Hono calls it for an error that nobody handles. */
  getResponse(): FetchResponse {
    const { status, headers } = this.refusal;
    return new Response(bodyText(this.refusal), { status, headers });
  }
}

/** The `Response` of `fetch`, in a program whose types have it. */
type FetchResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer Each } }
  ? Each
  : object;

/** How a decider learns who calls, and whom it tells. */
export interface DeciderOptions<Request> extends TableOptions<[Request]> {
  readonly authenticate: (request: Request) => AuthenticateResult;
  /** Tells an invalid key from none. */
  readonly hasCredential: (request: Request) => boolean;
}

/** A request as the guards without a framework take it. */
interface StatedRequest {
  readonly authorization: string | null | undefined;
  readonly credential?: string | null | undefined;
}

/** Tells whether a request has a key, from what is stated of it. */
export const statesCredential = (scheme: Scheme | undefined, stated: StatedRequest): boolean =>
  scheme?.type === 'apiKey' ? Boolean(stated.credential) : bearerToken(stated.authorization) !== undefined;

/** Makes the options of a decider from those of an adapter, whose functions get other arguments. */
export const deciderOptions = <Args extends unknown[], Request>(
  options: TableOptions<Args> & { readonly authenticate: (...args: Args) => AuthenticateResult },
  argsOf: (request: Request) => Args,
  requestOf: (request: Request) => AnyRequest & { readonly url?: string | undefined },
): DeciderOptions<Request> => {
  const { authenticate } = options;
  // Own properties only: a polluted prototype is no option.
  const own: TableOptions<Args> = Object.assign(Object.create(null), options);
  const { refusal, onRefusal, onUnknown, onDeprecated } = own;
  return {
    ...own,
    authenticate: (request) => authenticate(...argsOf(request)),
    hasCredential: (request) => credentialOf(requestOf(request), own.scheme) !== undefined,
    refusal: refusal && ((given, request) => refusal(given, ...argsOf(request))),
    onRefusal: onRefusal && ((event, request) => onRefusal(event, ...argsOf(request))),
    onUnknown: onUnknown && ((scopes, request) => onUnknown(scopes, ...argsOf(request))),
    onDeprecated: onDeprecated && ((scopes, request) => onDeprecated(scopes, ...argsOf(request))),
  };
};
