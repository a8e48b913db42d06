/** Keys without a store: the token is what is stored for it, with a dot for the colon. */
import { type AnyRequest, bearerToken } from '../../src/http/index.js';

/** Gives the scopes of a request's token. `none` is a token without a key. */
export const scopesOfToken = (request: AnyRequest): string | undefined => {
  const token = bearerToken(request);
  return token === 'none' ? undefined : token?.replace('.', ':');
};
