import type { OpenApiDocument, Scheme } from './document.js';

/** Tells whether the requirements of a scheme can list scopes: before OpenAPI 3.1, only those of OAuth can. */
export const takesScopes = ({ version }: OpenApiDocument, { type }: Scheme): boolean =>
  type === 'oauth2' || (type === 'openIdConnect' && !isSwagger(version)) || !/^(?:2|3\.0)/.test(version);

export const isSwagger = (version: string): boolean => version.startsWith('2');
