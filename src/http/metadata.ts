import type { ScopeOf } from '../index.js';
import type { AnyVocabulary } from '../vocabulary/vocabulary.js';

/** The metadata of a protected resource, by the names of RFC 9728 §2. */
export interface ProtectedResource {
  /** The address of the API: https (http on this machine), without a fragment. */
  readonly resource: string;
  /** The issuers whose tokens it takes. */
  readonly authorization_servers?: readonly string[];
  /** The ways to send a token; by default, the header. */
  readonly bearer_methods_supported?: readonly ('header' | 'body' | 'query')[];
  readonly resource_name?: string;
  readonly resource_documentation?: string;
  readonly resource_policy_uri?: string;
  readonly resource_tos_uri?: string;
  readonly jwks_uri?: string;
  /** Any other member that RFC 9728 or its registry names. */
  readonly [member: string]: unknown;
}

/** The same with the scopes of a vocabulary. */
export type ProtectedResourceMetadata<Scope extends string = string> = ProtectedResource & {
  readonly scopes_supported: readonly Scope[];
};

interface Documented {
  readonly scopes: readonly string[];
  readonly docs: { readonly scopes?: Readonly<Record<string, { readonly restricted?: boolean }>> };
}

/**
 * What a client asks an authorization server for, to get a refresh token (OpenID Connect Core §11). It opens nothing on a
 * resource server, so this does not ask for it.
 */
export const offlineAccess = 'offline_access';

const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const addressOf = (resource: string): URL => {
  const url = new URL(resource);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local.test(url.hostname)))
    throw new TypeError(`a protected resource is an https address: ${resource}`);
  if (resource.includes('#')) throw new TypeError(`a protected resource has no fragment: ${resource}`);
  return url;
};

/**
 * Makes the protected resource metadata of an API: RFC 9728. Its `scopes_supported` are the scopes of the vocabulary
 * that are not `restricted`, without `offline_access`.
 *
 * @example
 * ```ts
 * import { defineScopes } from 'scopeproof';
 * import { protectedResourceMetadata } from 'scopeproof/http';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 *
 * protectedResourceMetadata(atender, {
 *   resource: 'https://api.example.com',
 *   authorization_servers: ['https://login.example.com'],
 * }).scopes_supported; // ['tags:read', 'tags:write']
 * ```
 */
export function protectedResourceMetadata<V extends AnyVocabulary>(
  vocabulary: V,
  resource: ProtectedResource,
): ProtectedResourceMetadata<ScopeOf<V>>;
export function protectedResourceMetadata(
  { scopes, docs }: Documented,
  resource: ProtectedResource,
): ProtectedResourceMetadata {
  addressOf(resource.resource);
  const texts = new Map(Object.entries(docs.scopes ?? {}));
  return {
    bearer_methods_supported: ['header'],
    ...resource,
    scopes_supported: scopes.filter(
      (scope) => texts.get(scope)?.restricted !== true && scope !== offlineAccess,
    ),
  };
}

/**
 * Gives the address at which the metadata of a protected resource is served: RFC 9728 §3.1.
 *
 * @example
 * ```ts
 * import { metadataUrl } from 'scopeproof/http';
 *
 * metadataUrl('https://example.com/api'); // https://example.com/.well-known/oauth-protected-resource/api
 * ```
 */
export function metadataUrl(resource: string): string {
  const url = addressOf(resource);
  const path = url.pathname === '/' ? '' : url.pathname;
  return `${url.origin}/.well-known/oauth-protected-resource${path}${url.search}`;
}
